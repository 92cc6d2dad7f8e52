import type { Command } from './command.ts';
import type { RolloutState } from './state.ts';

export interface EnvironmentRequest {
  readonly command: Command;
  readonly why: string;
  /** Why the value is only taken note of and not followed; undefined where it is. */
  readonly against: string | undefined;
}

/** What a value of FASTIFY_TRAFFIC_PERCENTAGE comes to: one that was there before the split was lowered by itself does not raise it again. */
export function environmentRequest(to: number, state: RolloutState): EnvironmentRequest {
  const why = `FASTIFY_TRAFFIC_PERCENTAGE=${to}`;
  const { requested, ignoresNextRequest, percentage } = state;
  if (requested !== undefined || ignoresNextRequest === undefined || to <= percentage) {
    return { command: { kind: 'request', to }, why, against: undefined };
  }
  const against = `${why} is older than what lowered the split, so it does not raise it: change it, or set the percentage`;
  return { command: { kind: 'disregard', to }, why, against };
}

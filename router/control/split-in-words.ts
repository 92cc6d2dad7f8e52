import type { GateVerdict } from '../gate/verdict.ts';
import type { EffectiveShares } from '../rollout/admissions.ts';
import type { JournalEntry } from '../rollout/entry.ts';
import { configuredShare, tripOf } from '../rollout/shares.ts';
import type { RolloutState } from '../rollout/state.ts';

export interface SplitSources {
  readonly operationIds: readonly string[];
  readonly state: RolloutState;
  readonly effective: EffectiveShares;
  /** Why everything is at 0 % though no entry says so. */
  readonly held: string | undefined;
  /** FASTIFY_TRAFFIC_PERCENTAGE, where it is set. */
  readonly requested: number | undefined;
  readonly verdict: (operationId: string) => GateVerdict;
  /** The newest one. */
  readonly lastChange: JournalEntry | undefined;
}

/** The split in effect as one line for whoever starts the router; where it is lower than what was asked for, or 0, with the reason. */
export function splitInWords(sources: SplitSources): string {
  const { operationIds, effective, requested = 0 } = sources;
  const shares = operationIds.map((id) => effective[id] ?? 0);
  const [lowest, highest] = [Math.min(...shares), Math.max(...shares)];
  const share = lowest === highest ? `${highest} %` : `${lowest} to ${highest} %, by operation,`;
  if (highest > 0 && highest >= requested) return `${share} of the users to Fastify`;
  const asked = requested > highest ? `, ${requested} % asked for` : '';
  return `${share} of the users to Fastify${asked}: ${reasonIn(sources)}`;
}

function reasonIn({ operationIds, state, held, verdict, lastChange }: SplitSources): string {
  if (held !== undefined) return held;
  const trip = operationIds.flatMap((id) => (configuredShare(state, id) > 0 ? (tripOf(state, id) ?? []) : []))[0];
  if (trip !== undefined) return trip.verdict;
  const [against] = operationIds.map((id) => verdict(id).againstRaising).filter(({ length }) => length > 0);
  if (against !== undefined) return against.join('; ');
  if (lastChange !== undefined) return `${lastChange.who}: ${lastChange.why}`;
  return 'nobody has asked for more; npm run rollout -- set PERCENTAGE does';
}

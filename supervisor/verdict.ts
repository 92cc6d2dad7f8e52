import { type BackoffPolicy, backoff } from './backoff.ts';

export type Mode = 'start' | 'dev';

/** How a process ended. */
export type Exit =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly reason: string };

/** What is known about a process that ended although nobody asked it to. */
export interface Death {
  readonly mode: Mode;
  readonly exit: Exit;
  /** How long it had been listening; `undefined` when it never got so far. */
  readonly upMs: number | undefined;
  /** Whether one of its predecessors listened. */
  readonly listenedBefore: boolean;
  /** How many times in a row it died before. */
  readonly deaths: number;
}

export type Verdict =
  | { readonly kind: 'restart'; readonly delayMs: number; readonly deaths: number }
  | { readonly kind: 'await-change' }
  | { readonly kind: 'give-up' };

/**
 * What to do about a death. A process that ends with code 1 before any of its kind listened cannot start at all: a wrong
 * setting, a taken port, a broken database. Trying again would only bury the line in which it said so. While
 * developing, the likeliest reason is the file just saved, and the next save the cure.
 */
export function verdictOn(death: Death, policy: BackoffPolicy): Verdict {
  const listened = death.upMs !== undefined;
  const cannotStart = !listened && death.exit.kind !== 'signal';
  if (cannotStart && death.mode === 'dev') return { kind: 'await-change' };
  const hopeless = death.exit.kind === 'not-started' || (death.exit.kind === 'code' && death.exit.code === 1);
  if (cannotStart && hopeless && !death.listenedBefore) return { kind: 'give-up' };
  return { kind: 'restart', ...backoff(policy, death.deaths, death.upMs ?? 0) };
}

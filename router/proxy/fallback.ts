import type { Decision, UpstreamName } from './decide.ts';
import type { Failure } from './failure.ts';

/** One try at one upstream. */
export interface Attempt {
  readonly upstream: UpstreamName;
  /** `fresh`: on a connection opened for it, so that no connection can have gone stale. */
  readonly connection: 'pooled' | 'fresh';
}

export interface FallbackRules {
  readonly decision: Decision;
  readonly rollbackOnError: boolean;
  /** The candidate may answer for the baseline: the gate is open for the operation, and its share is above 0. */
  readonly candidateOpen: boolean;
  /** Takes one repeat out of the budget, if one is left. */
  readonly takeRepeat: () => boolean;
}

export function firstAttempt({ upstream }: Decision): Attempt {
  return { upstream, connection: 'pooled' };
}

/**
 * What may be tried after a failure that left the client without any byte of an answer; undefined if nothing.
 *
 * A request is repeated only when provably nothing of it was sent, or when it is idempotent (RFC 9110, 9.2.2) and can still be sent
 * whole. A connection that broke gets one fresh connection to the same upstream first: mostly an idle one had just been closed,
 * and that says nothing about the server. Such repeats multiply what a struggling server gets, so they have a budget. The other
 * server, which gets each request once at most, may then stand in.
 */
export function nextAttempt(
  { upstream, connection }: Attempt,
  failure: Failure,
  rules: FallbackRules,
): Attempt | undefined {
  if (failure.reason === 'unsendable' || !mayRunAgain(failure, rules.decision)) return undefined;
  if (failure.reason === 'reset' && connection === 'pooled' && rules.takeRepeat()) {
    return { upstream, connection: 'fresh' };
  }
  const other = standIn(upstream, rules);
  return other === undefined ? undefined : { upstream: other, connection: 'pooled' };
}

function mayRunAgain({ sent, repeatable }: Failure, { idempotent, safe }: Decision): boolean {
  return !sent || ((idempotent || safe) && repeatable);
}

/** Who may answer instead of this upstream, if anybody. */
export function standIn(failed: UpstreamName, rules: Omit<FallbackRules, 'takeRepeat'>): UpstreamName | undefined {
  const { decision, rollbackOnError, candidateOpen } = rules;
  // A stand-in has none itself: the request went to another upstream than was decided.
  if (!rollbackOnError || decision.forced || failed !== decision.upstream) return undefined;
  if (failed === 'fastify') return 'express';
  return decision.safe && candidateOpen ? 'fastify' : undefined;
}

/**
 * Whether an answer of the candidate is a failure that the baseline may mend: it is overloaded, or broken in a way that the contract
 * does not know.
 */
export function isFailedAnswer(upstream: UpstreamName, status: number, { operation }: Decision): boolean {
  if (upstream !== 'fastify' || status < 500) return false;
  if (status >= 502 && status <= 504) return true;
  const documented = operation?.responses ?? {};
  return !(String(status) in documented || '5XX' in documented);
}

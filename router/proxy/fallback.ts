import type { Decision, UpstreamName } from './decide.ts';
import type { Failure } from './failure.ts';

/** One try at one upstream. */
export interface Attempt {
  readonly upstream: UpstreamName;
  /** `fresh`: on a connection opened for it, so that no connection can have gone stale. */
  readonly connection: 'pooled' | 'fresh';
}

export function firstAttempt({ upstream }: Decision): Attempt {
  return { upstream, connection: 'pooled' };
}

/**
 * What may be tried after a failure that left the client without any byte of an answer; undefined if nothing.
 *
 * A request is repeated only when provably nothing of it was sent, or when it is safe (RFC 9110, 9.2.1) and can still be sent
 * whole. A connection that broke gets one fresh connection to the same upstream first: mostly an idle one had just been closed,
 * and that says nothing about the server. Then the baseline may stand in for the candidate, never the reverse: it is the
 * candidate that has still to prove itself.
 */
export function nextAttempt(
  { upstream, connection }: Attempt,
  failure: Failure,
  rules: { readonly safe: boolean; readonly rollbackOnError: boolean },
): Attempt | undefined {
  if (failure.sent && !(rules.safe && failure.repeatable)) return undefined;
  switch (failure.reason) {
    case 'reset':
      return connection === 'pooled' ? { upstream, connection: 'fresh' } : baseline(upstream, rules.rollbackOnError);
    case 'unreachable':
    case 'connect-timeout':
    case 'bad-answer':
      return baseline(upstream, rules.rollbackOnError);
    // The client's patience is spent, the request is at fault, or a second upstream would be overloaded as well.
    case 'headers-timeout':
    case 'body-timeout':
    case 'unsendable':
    case 'overloaded':
      return undefined;
  }
}

function baseline(failed: UpstreamName, rollbackOnError: boolean): Attempt | undefined {
  return failed === 'fastify' && rollbackOnError ? { upstream: 'express', connection: 'pooled' } : undefined;
}

import type { BreakerState } from '../health/breaker.ts';

/**
 * Whether the candidate may be asked what a client has asked the baseline, by the breakers that concern the operation. Half-open will do:
 * where nobody's share is above 0 % no trial would ever come to close them, and nothing would ever be mirrored again.
 */
export function mayMirror(breakers: readonly Pick<BreakerState, 'kind'>[]): boolean {
  return breakers.every(({ kind }) => kind !== 'open');
}

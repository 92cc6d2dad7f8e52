import type { Identity } from './context.ts';

/**
 * The identity on an operation that the contract secures.
 * @throws {Error} when an adapter let a request through without one: a fault of the adapter, never the client's.
 */
export function identified(identity: Identity | undefined): Identity {
  if (identity === undefined) throw new Error('a secured operation was reached without authentication');
  return identity;
}

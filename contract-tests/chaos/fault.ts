import type { ServerName } from '../pair.ts';
import type { World } from './world.ts';

/** Where a fault is made. */
export interface Scene extends World {
  /** Lets registrations be underway at the next moment. */
  rush(): Promise<void>;
}

/** What was done to one process, and what the router made of it. Times are `Date.now()`. */
export interface FaultReport {
  readonly name: string;
  /** From the fault until the split was as before; requests that are underway in this time belong to it. */
  readonly from: number;
  readonly to: number;
  /** Where the router's worker was killed: what was underway in it is lost with it. */
  readonly workerKilledAt?: number;
  /** Nobody is to rely on this server until the fault is over. */
  readonly ill?: ServerName;
  /** Who has to do without what, by no fault of the router. */
  readonly allowed: Allowed;
  /** From the fault to the router's own decision, and the longest it may take; absent where none is asked for. */
  readonly rollback?: { readonly tookMs: number | undefined; readonly limitMs: number };
  /** No request of the operation that was sent within this time may have gone to Fastify. */
  readonly held?: { readonly operation: string; readonly from: number; readonly to: number };
  /** How the split came back, in words, for the table. */
  readonly recovery: string;
  readonly failures: readonly string[];
}

/**
 * Nobody is to notice (`none`); what may not be run twice may fail, because a server has gone with it, or was not there for it
 * (`unsafe`); or a server answers with errors that the contract documents (`documented`), and with others what may not be run twice.
 */
export type Allowed = 'none' | 'unsafe' | 'documented';

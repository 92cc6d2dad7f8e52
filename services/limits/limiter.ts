import { LRUCache } from 'lru-cache';
import type { RateLimit } from '../../contract/operations.ts';
import type { BudgetStore } from './budget-store.ts';

/** Budgets of one kind that a request draws from together, for example all of an operation that count by user. */
export interface Budgets {
  /** Names the operation, so that budgets of two operations are apart. */
  readonly scope: string;
  readonly limits: readonly RateLimit[];
}

/** What is left of one budget after a request. */
export interface BudgetState {
  readonly limit: RateLimit;
  readonly remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
  readonly exhausted: boolean;
}

/** A request passes when no budget is exhausted; one that does not pass spends nothing. */
export interface Verdict {
  readonly allowed: boolean;
  readonly budgets: readonly BudgetState[];
}

/** When a request comes, and whether ceilings hold for it: `off` counts, but never refuses. */
export interface Conditions {
  readonly nowMs: number;
  readonly ceilings: 'on' | 'off';
}

export interface Limiter {
  take(budgets: Budgets, caller: string, conditions?: Conditions): Verdict;
  /** What is left, of a request that was counted when it came first: it passes and spends nothing. */
  look(budgets: Budgets, caller: string, conditions?: Conditions): Verdict;
  /** Gives back what was leased and not spent, and closes the store. */
  close(): void;
}

export interface LimiterOptions {
  readonly store: BudgetStore;
  readonly now: () => number;
  readonly ceilings: Conditions['ceilings'];
}

/** How many callers a process remembers; one that is forgotten loses its leased, unspent part. */
const CALLERS = 50_000;

/** What this process holds of one budget of one caller. */
interface Lease {
  endsAtMs: number;
  /** Requests that this process may still pass without asking the store. */
  held: number;
  /** What was left in the store after the last lease, for all processes. */
  unleased: number;
}

/**
 * Counts in a store that all server processes share, so that two servers do not double anyone's budget.
 *
 * A process leases a block of a budget and spends it from memory: a write to the store costs some 30 us and blocks the event
 * loop. Small budgets are leased one by one, which is exact. Of a large one a process that gets no requests of a caller may
 * hold back up to a block, 2 % of the budget: a caller then gets that much less, never more.
 */
export function createLimiter({ store, now, ceilings }: LimiterOptions): Limiter {
  const leases = new LRUCache<string, Lease>({ max: CALLERS, dispose: (lease, key) => giveBack(key, lease) });

  function giveBack(key: string, lease: Lease): void {
    if (lease.held > 0 && lease.endsAtMs > now()) store.giveBack(key, lease.held);
  }

  function hold(key: string, limit: RateLimit, at: number): Lease {
    let lease = leases.get(key);
    if (lease === undefined || lease.endsAtMs <= at) {
      lease = { endsAtMs: 0, held: 0, unleased: limit.limit };
      leases.set(key, lease);
    }
    if (lease.held === 0 && lease.unleased > 0) renew(key, limit, lease, at);
    return lease;
  }

  function renew(key: string, limit: RateLimit, lease: Lease, at: number): void {
    const wanted = blockSize(limit.limit, lease.unleased);
    const windowMs = limit.windowSeconds * 1000;
    // Without the store each process counts for itself: a budget may then be spent once per server, but not without end.
    const { leased, endsAtMs } = store.lease(key, wanted, windowMs, at) ?? {
      leased: limit.limit - lease.unleased + wanted,
      endsAtMs: lease.endsAtMs > at ? lease.endsAtMs : at + windowMs,
    };
    const before = leased - wanted;
    lease.endsAtMs = endsAtMs;
    lease.held = Math.max(0, Math.min(wanted, limit.limit - before));
    lease.unleased = Math.max(0, limit.limit - leased);
  }

  /** As it stands, without leasing anything: what is leased and not spent is missing elsewhere. */
  function inspect(key: string, limit: RateLimit, at: number): Lease {
    const lease = leases.get(key);
    if (lease !== undefined && lease.endsAtMs > at && lease.held > 0) return lease;
    const windowMs = limit.windowSeconds * 1000;
    const { leased, endsAtMs } = store.lease(key, 0, windowMs, at) ?? { leased: 0, endsAtMs: at + windowMs };
    return { endsAtMs, held: 0, unleased: Math.max(0, limit.limit - leased) };
  }

  return {
    look({ scope, limits }, caller, { nowMs } = { nowMs: now(), ceilings }) {
      const budgets = limits.map((limit) => {
        const lease = inspect(keyOf(scope, limit, caller), limit, nowMs);
        return { ...stateOf(limit, lease, nowMs), exhausted: false };
      });
      return { allowed: true, budgets };
    },

    take({ scope, limits }, caller, { nowMs, ceilings: effective } = { nowMs: now(), ceilings }) {
      const held = limits.map((limit) => ({ limit, lease: hold(keyOf(scope, limit, caller), limit, nowMs) }));
      const spends = held.every(({ lease }) => lease.held > 0);
      if (spends) for (const { lease } of held) lease.held -= 1;
      return {
        allowed: spends || effective === 'off',
        budgets: held.map(({ limit, lease }) => ({
          ...stateOf(limit, lease, nowMs),
          exhausted: !spends && lease.held === 0,
        })),
      };
    },

    close() {
      leases.clear();
      store.close();
    },
  };
}

function keyOf(scope: string, limit: RateLimit, caller: string): string {
  return `${scope} ${limit.windowSeconds} ${caller}`;
}

function stateOf(limit: RateLimit, lease: Lease, nowMs: number): Omit<BudgetState, 'exhausted'> {
  return {
    limit,
    remaining: lease.held + lease.unleased,
    resetSeconds: Math.max(1, Math.ceil((lease.endsAtMs - nowMs) / 1000)),
  };
}

/** Largest share of a budget that one process leases at once, and how fast blocks shrink as the budget runs out. */
const BLOCK_SHARE = 50;
const TAPER = 8;

/** Requests to lease at once: a 50th of the budget, less towards its end, at least one. */
export function blockSize(limit: number, unleased: number): number {
  return Math.max(1, Math.min(Math.floor(limit / BLOCK_SHARE), Math.floor(unleased / TAPER)));
}

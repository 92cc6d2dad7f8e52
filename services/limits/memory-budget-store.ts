import { LRUCache } from 'lru-cache';
import type { BudgetStore, Leased } from './budget-store.ts';

const BUDGETS = 100_000;

/** Budgets of one process alone. */
export function createMemoryBudgetStore(): BudgetStore {
  const budgets = new LRUCache<string, Leased>({ max: BUDGETS });
  return {
    lease(key, count, windowMs, nowMs) {
      const open = budgets.get(key);
      const next =
        open === undefined || open.endsAtMs <= nowMs
          ? { leased: count, endsAtMs: nowMs + windowMs }
          : { leased: open.leased + count, endsAtMs: open.endsAtMs };
      budgets.set(key, next);
      return next;
    },
    giveBack(key, count) {
      const open = budgets.get(key);
      if (open !== undefined) budgets.set(key, { ...open, leased: Math.max(0, open.leased - count) });
    },
    close() {
      budgets.clear();
    },
  };
}

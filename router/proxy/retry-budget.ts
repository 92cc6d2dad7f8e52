/** Bounds repeats to a share of the requests, so that a server in trouble is not sent a multiple of its load. */
export interface RetryBudget {
  /** Notes a request that came in. */
  note(): void;
  /** Takes one repeat out of the budget; false when it is spent. */
  take(): boolean;
}

export interface RetryBudgetOptions {
  /** Repeats as a share of the requests, 0 to 1. */
  readonly share: number;
  /** Repeats that are always there in each window: about as many as connections may go stale at once. */
  readonly floor: number;
  readonly windowMs: number;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

/** Counts over the present window and the one before it. */
export function createRetryBudget({ share, floor, windowMs, now }: RetryBudgetOptions): RetryBudget {
  let startedAt = now();
  let present = { requests: 0, repeats: 0 };
  let previous = { requests: 0, repeats: 0 };

  function turn(): void {
    const elapsed = now() - startedAt;
    if (elapsed < windowMs) return;
    previous = elapsed < 2 * windowMs ? present : { requests: 0, repeats: 0 };
    present = { requests: 0, repeats: 0 };
    startedAt = now();
  }

  return {
    note() {
      present.requests += 1;
    },
    take() {
      turn();
      const allowed = Math.max(share === 0 ? 0 : floor, share * (present.requests + previous.requests));
      if (present.repeats + previous.repeats + 1 > allowed) return false;
      present.repeats += 1;
      return true;
    },
  };
}

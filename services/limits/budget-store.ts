/** What of a budget is leased, to all processes together, and when its window ends. */
export interface Leased {
  readonly leased: number;
  readonly endsAtMs: number;
}

/** Where the spent part of each budget stands, for all processes. */
export interface BudgetStore {
  /**
   * Adds `count` to what was leased of a budget in its present window, or opens a window of `windowMs` at `nowMs` where none is
   * open. Answers what is leased after that, which may be above the limit; or `undefined` when the store does not answer.
   */
  lease(key: string, count: number, windowMs: number, nowMs: number): Leased | undefined;
  giveBack(key: string, count: number): void;
  close(): void;
}

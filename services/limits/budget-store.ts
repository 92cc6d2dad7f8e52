/** Where the spent part of each budget stands, for all processes. */
export interface BudgetStore {
  /**
   * Adds `count` to what was leased of a budget in its present window, or opens a window of `windowMs` at `nowMs` where none is
   * open. Answers what is leased after that, which may be above the limit, and when the window ends.
   */
  lease(
    key: string,
    count: number,
    windowMs: number,
    nowMs: number,
  ): { readonly leased: number; readonly endsAtMs: number };
  giveBack(key: string, count: number): void;
  close(): void;
}

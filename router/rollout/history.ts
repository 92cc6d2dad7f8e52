import type { JournalEntry } from './entry.ts';

export interface PageRequest {
  /** Only entries below this epoch; without it the newest. */
  readonly before?: number;
  /** At most 200; 50 without it. */
  readonly limit?: number;
}

export interface HistoryPage {
  /** Newest first. */
  readonly entries: readonly JournalEntry[];
  /** What `before` has to be for the next page; undefined where there is none. */
  readonly next: number | undefined;
}

const LIMIT = 50;
const MAX_LIMIT = 200;

/** A page of the entries, which come oldest first. */
export function pageOf(
  entries: readonly JournalEntry[],
  { before = Infinity, limit = LIMIT }: PageRequest,
): HistoryPage {
  const older = entries.filter(({ epoch }) => epoch < before);
  const count = Math.min(Math.max(1, Math.trunc(limit)), MAX_LIMIT);
  const page = older.slice(-count).reverse();
  return { entries: page, next: page.length < older.length ? page.at(-1)?.epoch : undefined };
}

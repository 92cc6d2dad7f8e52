import type { FailureReason } from '../proxy/failure.ts';
import { type Histogram, LATENCY_BUCKETS } from './latency.ts';

/** What was counted of one operation on one upstream in some time. */
export interface Counts {
  /** Requests that the upstream had all of, but for those that went again and said nothing. */
  started: number;
  /** Attempts that ended so that they say something about the upstream. */
  ended: number;
  /** Of these: no (whole) answer, 500, or a 5xx that the contract does not document. */
  failed: number;
  /** Of these: 501 to 599, documented. */
  documented: number;
  /** Of the failed ones; `status` stands for an answer. */
  reasons: Partial<Record<Reason, number>>;
  /** Longest attempt that was answered, from the upstream's turn to the end of the answer's body, in milliseconds. */
  longestMs: number;
  /** One bit for each thirty-second of the users: whether any of them asked, and whether any of them met a failure. */
  users: number;
  failingUsers: number;
}

export type Reason = FailureReason | 'status';

interface Slice extends Counts {
  /** Anything in it is not zero. */
  touched: boolean;
  /** From the last byte of the request to its answer's head. */
  readonly latency: Histogram;
}

/** Seconds in the sampling window; its slices are of one second. */
export const RECENT_SECONDS = 10;
/** The older slices are of ten seconds, thirty of them. */
const OLDER_SLICES = 30;
export const OLDER_SECONDS = OLDER_SLICES * RECENT_SECONDS;

/** Which part of what was counted: `half` 0 is the newer one. */
export type Span = 'recent' | 'older' | 'long' | { readonly part: 'recent' | 'older'; readonly half: 0 | 1 };

/**
 * A sliding window of ten seconds over five minutes of older counts, in bounded memory. Whoever owns it calls `turn` once a second; to count
 * costs a few increments.
 */
export class Window {
  /** Of this second. */
  current: Slice = newSlice();
  /** Oldest first; the last one is `current`. */
  readonly #recent: Slice[] = [this.current];
  /** Oldest first; the last one is being filled. */
  readonly #older: Slice[] = [newSlice()];
  #turns = 0;

  /** A second is over. */
  turn(): void {
    const left = this.#recent.length < RECENT_SECONDS ? newSlice() : (this.#recent.shift() ?? newSlice());
    this.#keep(left);
    empty(left);
    this.current = left;
    this.#recent.push(left);
  }

  #keep(left: Slice): void {
    this.#turns += 1;
    if (this.#turns % RECENT_SECONDS === 0) {
      const next = this.#older.length < OLDER_SLICES ? newSlice() : (this.#older.shift() ?? newSlice());
      empty(next);
      this.#older.push(next);
    }
    const filling = this.#older.at(-1);
    if (!left.touched || filling === undefined) return;
    filling.touched = true;
    add(filling, left);
    addLatency(filling.latency, left.latency);
  }

  counts(span: Span): Counts {
    const sum = newCounts();
    for (const slice of this.#slices(span)) {
      if (slice.touched) add(sum, slice);
    }
    // What is taken back may have been counted in a slice that is not looked at.
    const ended = Math.max(0, sum.ended);
    const within = (count: number) => Math.max(0, Math.min(count, ended));
    return { ...sum, ended, failed: within(sum.failed), documented: within(sum.documented) };
  }

  latency(span: Span): Histogram {
    const sum = new Uint32Array(LATENCY_BUCKETS);
    for (const slice of this.#slices(span)) {
      if (slice.touched) addLatency(sum, slice.latency);
    }
    return sum;
  }

  clear(): void {
    this.current = newSlice();
    this.#recent.splice(0, Infinity, this.current);
    this.#older.splice(0, Infinity, newSlice());
  }

  #slices(span: Span): readonly Slice[] {
    if (span === 'recent') return this.#recent;
    if (span === 'older') return this.#older;
    if (span === 'long') return [...this.#older, ...this.#recent];
    const slices = span.part === 'recent' ? this.#recent : this.#older;
    const middle = Math.floor((span.part === 'recent' ? RECENT_SECONDS : OLDER_SLICES) / 2);
    return span.half === 0 ? slices.slice(-middle) : slices.slice(0, -middle);
  }
}

function newCounts(): Counts {
  return { started: 0, ended: 0, failed: 0, documented: 0, reasons: {}, longestMs: 0, users: 0, failingUsers: 0 };
}

function newSlice(): Slice {
  return { ...newCounts(), touched: false, latency: new Uint32Array(LATENCY_BUCKETS) };
}

function empty(slice: Slice): void {
  if (!slice.touched) return;
  slice.latency.fill(0);
  Object.assign(slice, newCounts(), { touched: false });
}

function add(to: Counts, from: Counts): void {
  to.started += from.started;
  to.ended += from.ended;
  to.failed += from.failed;
  to.documented += from.documented;
  to.longestMs = Math.max(to.longestMs, from.longestMs);
  to.users |= from.users;
  to.failingUsers |= from.failingUsers;
  for (const [reason, count] of Object.entries(from.reasons)) {
    // The keys of such a record are reasons.
    to.reasons[reason as Reason] = (to.reasons[reason as Reason] ?? 0) + count;
  }
}

function addLatency(to: Histogram, from: Histogram): void {
  for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket += 1) to[bucket] = (to[bucket] ?? 0) + (from[bucket] ?? 0);
}

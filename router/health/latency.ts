/**
 * A histogram of durations whose buckets grow by a constant factor, so that it has one relative error over its whole range and a
 * bounded size (as HdrHistogram and DDSketch do).
 */
const BUCKETS_PER_OCTAVE = 4;
const SMALLEST_MS = 0.25;
const OCTAVES = 18;

/** Durations from 0.25 ms to 65 s; shorter and longer ones fall into the outermost buckets. */
export const LATENCY_BUCKETS = OCTAVES * BUCKETS_PER_OCTAVE;

export type Histogram = Uint32Array;

export function latencyBucket(durationMs: number): number {
  if (!(durationMs > SMALLEST_MS)) return 0;
  const bucket = (Math.log2(durationMs / SMALLEST_MS) * BUCKETS_PER_OCTAVE) | 0;
  return bucket < LATENCY_BUCKETS ? bucket : LATENCY_BUCKETS - 1;
}

/** The middle of a bucket, in milliseconds; what falls into it is at most 9 % away. */
export function middleOf(bucket: number): number {
  return SMALLEST_MS * 2 ** ((bucket + 0.5) / BUCKETS_PER_OCTAVE);
}

/** The duration that `share` (0 to 1) of the counted ones do not exceed, in milliseconds; 0 where nothing was counted. */
export function quantile(histogram: Histogram, share: number): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  let left = Math.ceil(total * share);
  if (left === 0) return 0;
  for (const [bucket, count] of histogram.entries()) {
    left -= count;
    if (left <= 0) return middleOf(bucket);
  }
  return middleOf(LATENCY_BUCKETS - 1);
}

/** How many of the counted durations are surely longer than this. */
export function countAbove(histogram: Histogram, durationMs: number): number {
  let count = 0;
  for (let bucket = latencyBucket(durationMs) + 1; bucket < LATENCY_BUCKETS; bucket += 1)
    count += histogram[bucket] ?? 0;
  return count;
}

/** What a load generator saw. */
export interface LoadResult extends Latency {
  /** Requests that were answered within the time. */
  readonly answered: number;
  /** Those, and the few that were cut off at its end, which the server has worked for all the same. */
  readonly sent: number;
  readonly requestsPerSecond: number;
  /** Share of the time, 0 to 1, in which this process was busy: near 1, it was the limit and not the server. */
  readonly generatorBusy: number;
  /** See `histogramOf`. */
  readonly histogram: readonly HistogramStep[];
}

export interface Latency {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
}

/** Nearest-rank percentiles: each is a duration that was measured. @throws {RangeError} for no durations */
export function latencyOf(durationsMs: readonly number[]): Latency {
  const sorted = durationsMs.toSorted((one, other) => one - other);
  const at = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    if (value === undefined) throw new RangeError('no durations');
    return value;
  };
  return { p50Ms: at(0.5), p90Ms: at(0.9), p99Ms: at(0.99), p999Ms: at(0.999) };
}

export interface HistogramStep {
  readonly upToMs: number;
  readonly count: number;
}

const SMALLEST_MS = 0.01;
/** Each is 12 % wider than the one before. */
const STEPS_PER_DECADE = 20;

/** Log-spaced: how many durations are at most `upToMs`, and longer than the step before allows. Empty steps are left out. */
export function histogramOf(durationsMs: readonly number[]): HistogramStep[] {
  const counts = new Map<number, number>();
  for (const durationMs of durationsMs) {
    const step = Math.max(0, Math.ceil(Math.log10(durationMs / SMALLEST_MS) * STEPS_PER_DECADE));
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([one], [other]) => one - other)
    .map(([step, count]) => ({ upToMs: SMALLEST_MS * 10 ** (step / STEPS_PER_DECADE), count }));
}

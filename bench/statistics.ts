/** What rounds add up to. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws {RangeError} for no values */
export function spread(values: readonly number[]): Spread {
  const sorted = ascending(values);
  return { median: median(sorted), min: at(sorted, 0), max: at(sorted, sorted.length - 1) };
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const upper = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(sorted, upper) : (at(sorted, upper - 1) + at(sorted, upper)) / 2;
}

/** The nearest-rank percentile: the smallest value that at least `percent` % of the values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  return at(ascending(values), Math.max(0, Math.ceil((percent / 100) * values.length) - 1));
}

/**
 * The candidate's figure over the baseline's, round by round: the two of a round were measured one right after the other,
 * so what slows the machine for a while falls on both. Undefined where a round lacks a figure or the baseline's is 0.
 */
export function ratios(
  baseline: readonly (number | undefined)[],
  candidate: readonly (number | undefined)[],
): Spread | undefined {
  const perRound: number[] = [];
  for (const [round, before] of baseline.entries()) {
    const after = candidate[round];
    if (before === undefined || before === 0 || after === undefined) return undefined;
    perRound.push(after / before);
  }
  return perRound.length === 0 ? undefined : spread(perRound);
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other);
}

function at(sorted: readonly number[], index: number): number {
  const value = sorted[index];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

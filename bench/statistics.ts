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

/** A median, and between which values the true one lies with that confidence. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** 0 to 1; below what was aimed at where there are too few rounds for it. */
  readonly confidence: number;
  readonly rounds: number;
}

/** With fewer an interval says nothing: two rounds hold the true median half of the time. */
export const FEWEST_ROUNDS = 3;

/** What an interval aims at: six rounds are the fewest that reach it. */
export const CONFIDENCE = 0.95;

/**
 * The exact interval of a median from order statistics: it supposes nothing of how the rounds are distributed, only that they are
 * independent, and needs no random numbers. The narrowest that reaches `CONFIDENCE`, or the whole range where none does.
 *
 * @see David and Nagaraja, Order Statistics (3rd edition), 7.1
 * @throws {RangeError} for no values
 */
export function interval(values: readonly number[]): Interval {
  const sorted = ascending(values);
  const rounds = sorted.length;
  let left = 0;
  while (left + 1 < rounds / 2 && coverage(rounds, left + 1) >= CONFIDENCE) left += 1;
  const [low, high] = [at(sorted, left), at(sorted, rounds - 1 - left)];
  return { median: median(sorted), low, high, confidence: coverage(rounds, left), rounds };
}

/** The probability that a median lies within the values that remain when `left` are taken away at each end. */
function coverage(rounds: number, left: number): number {
  let outside = 0;
  let ways = 1;
  for (let count = 0; count <= left; count++) {
    outside += ways / 2 ** rounds;
    ways = (ways * (rounds - count)) / (count + 1);
  }
  // With one value both ends are the same one, and nothing is known.
  return Math.max(0, 1 - 2 * outside);
}

/** What a ratio's interval says: it lies apart from 1, it holds 1 and little else, or it holds 1 and so much that nothing is known. */
export type Finding = 'difference' | 'no difference' | 'undecided';

/** An interval that holds 1 and stays within these excludes every difference that would matter. */
export const EQUAL_WITHIN = { low: 0.95, high: 1.05 } as const;

/** Of an interval as it is stated: with two places, in which 1.003 is 1. One round has none, and decides nothing. */
export function findingOf({ low, high, rounds }: Interval): Finding {
  const [from, to] = [Number(low.toFixed(2)), Number(high.toFixed(2))];
  if (rounds < 2) return 'undecided';
  if (from > 1 || to < 1) return 'difference';
  return from >= EQUAL_WITHIN.low && to <= EQUAL_WITHIN.high ? 'no difference' : 'undecided';
}

/** @throws {RangeError} for no values, or one that is not above 0 */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0 || values.some((value) => !(value > 0))) throw new RangeError('values above 0 are needed');
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/**
 * The candidate's figure over the baseline's, round by round: the two of a round were measured one right after the other,
 * so what slows the machine for a while falls on both. Undefined where a round lacks a figure or the baseline's is 0.
 */
export function ratios(
  baseline: readonly (number | undefined)[],
  candidate: readonly (number | undefined)[],
): Spread | undefined {
  const perRound = ratiosPerRound(baseline, candidate);
  return perRound === undefined ? undefined : spread(perRound);
}

/** The same, as one ratio for each round; undefined also where there is no round. */
export function ratiosPerRound(
  baseline: readonly (number | undefined)[],
  candidate: readonly (number | undefined)[],
): number[] | undefined {
  const perRound: number[] = [];
  for (const [round, before] of baseline.entries()) {
    const after = candidate[round];
    if (before === undefined || before === 0 || after === undefined) return undefined;
    perRound.push(after / before);
  }
  return perRound.length === 0 ? undefined : perRound;
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other);
}

function at(sorted: readonly number[], index: number): number {
  const value = sorted[index];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingOf, geometricMean, interval, median, percentile, ratios, spread } from './statistics.ts';

test('the median is the middle value, or the mean of the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 1, 2, 9]), 5.5);
});

test('a percentile is a value that was measured', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  assert.equal(percentile(values, 50), 100);
  assert.equal(percentile(values, 99), 198);
  assert.equal(percentile([7], 99), 7);
});

test('a spread is numeric, not alphabetic', () => {
  assert.deepEqual(spread([100, 9, 20]), { median: 20, min: 9, max: 100 });
  assert.throws(() => spread([]), RangeError);
});

test('ratios are taken round by round, so that a slow round does not tilt them', () => {
  assert.deepEqual(ratios([100, 10, 50], [200, 20, 100]), { median: 2, min: 2, max: 2 });
});

test('a round without a figure leaves no ratio', () => {
  assert.equal(ratios([100, undefined], [200, 200]), undefined);
  assert.equal(ratios([100, 100], [200]), undefined);
  assert.equal(ratios([0], [1]), undefined);
  assert.equal(ratios([], []), undefined);
});

test('an interval is the narrowest pair of order statistics that holds the true median with 95 %', () => {
  const values = Array.from({ length: 12 }, (_, index) => 12 - index);
  // Binomial(12, 1/2): 2 * (1 + 12 + 66) / 4096 lies outside of the third and the tenth.
  assert.deepEqual(interval(values), { median: 6.5, low: 3, high: 10, confidence: 1 - 158 / 4096, rounds: 12 });
  assert.deepEqual(interval([3, 1, 2, 6, 5, 4]), { median: 3.5, low: 1, high: 6, confidence: 1 - 2 / 64, rounds: 6 });
});

test('with too few rounds an interval is the whole range, and states that it is less certain', () => {
  assert.deepEqual(interval([3, 1, 2]), { median: 2, low: 1, high: 3, confidence: 0.75, rounds: 3 });
  assert.equal(interval([1]).confidence, 0);
  assert.throws(() => interval([]), RangeError);
});

test('an interval holds the true median as often as it states', () => {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const held = Array.from({ length: 4000 }, () => interval(Array.from({ length: 7 }, random))).filter(
    ({ low, high }) => low <= 0.5 && high >= 0.5,
  );
  assert.ok(Math.abs(held.length / 4000 - (1 - 2 / 128)) < 0.01, String(held.length));
});

const found = (low: number, high: number, rounds = 7) => findingOf({ median: 1, low, high, confidence: 0.98, rounds });

test('there is a difference where the interval, as it is shown, does not hold 1', () => {
  assert.deepEqual([found(1.01, 1.2), found(0.5, 0.99)], ['difference', 'difference']);
  assert.deepEqual([found(1.004, 1.02), found(0.98, 0.999)], ['no difference', 'no difference']);
});

test('an interval that holds 1 says "no difference" only where it is narrow; a wide one decides nothing', () => {
  assert.deepEqual([found(0.95, 1.05), found(1, 1)], ['no difference', 'no difference']);
  assert.deepEqual([found(0.94, 1.05), found(0.95, 1.06), found(0.5, 0.999)], Array(3).fill('undecided'));
});

test('one round decides nothing', () => {
  assert.equal(found(2, 2, 1), 'undecided');
});

test('a geometric mean is that of factors, and of nothing there is none', () => {
  assert.equal(geometricMean([4, 1]), 2);
  assert.throws(() => geometricMean([]), RangeError);
  assert.throws(() => geometricMean([1, 0]), RangeError);
});

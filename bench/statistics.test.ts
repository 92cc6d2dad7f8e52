import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, percentile, ratios, spread } from './statistics.ts';

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

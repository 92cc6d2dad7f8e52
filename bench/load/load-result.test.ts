import assert from 'node:assert/strict';
import { test } from 'node:test';
import { histogramOf, latencyOf } from './load-result.ts';

test('a percentile is a duration that was measured, whatever their order', () => {
  const durations = Array.from({ length: 1000 }, (_, index) => 1000 - index);
  assert.deepEqual(latencyOf(durations), { p50Ms: 500, p90Ms: 900, p99Ms: 990, p999Ms: 999 });
  assert.throws(() => latencyOf([]), RangeError);
});

test('a histogram counts each duration once, in the step that it is at most', () => {
  const durations = [0.001, 0.01, 0.5, 0.5, 90, 12_000];
  const steps = histogramOf(durations);
  assert.equal(
    steps.reduce((sum, { count }) => sum + count, 0),
    durations.length,
  );
  assert.deepEqual(
    steps.map(({ count }) => count),
    [2, 2, 1, 1],
  );
  for (const [index, duration] of [0.01, 0.5, 90, 12_000].entries()) {
    const { upToMs = 0 } = steps[index] ?? {};
    assert.ok(upToMs >= duration * 0.999 && upToMs < duration * 1.13, `${duration} is not within ${upToMs}`);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countAbove, LATENCY_BUCKETS, latencyBucket, middleOf, quantile } from './latency.ts';

const duration = fc.double({ min: 0.25, max: 65_000, noNaN: true });

test('puts a duration into a bucket whose middle is at most 9.1 % away', () => {
  fc.assert(
    fc.property(duration, (durationMs) => {
      const middle = middleOf(latencyBucket(durationMs));
      assert.ok(Math.abs(middle / durationMs - 1) < 0.091, `${durationMs} -> ${middle}`);
    }),
  );
});

test('puts whatever it is given into some bucket', () => {
  for (const value of [0, -1, Number.NaN, 1e300, Number.POSITIVE_INFINITY]) {
    const bucket = latencyBucket(value);
    assert.ok(Number.isInteger(bucket) && bucket >= 0 && bucket < LATENCY_BUCKETS, `${value} -> ${bucket}`);
  }
});

test("finds a quantile within the buckets' error", () => {
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1 }), fc.constantFrom(0.5, 0.9, 0.99, 1), (durations, share) => {
      const histogram = new Uint32Array(LATENCY_BUCKETS);
      for (const durationMs of durations)
        histogram[latencyBucket(durationMs)] = (histogram[latencyBucket(durationMs)] ?? 0) + 1;
      const exact = durations.toSorted((a, b) => a - b)[Math.ceil(durations.length * share) - 1] ?? 0;
      assert.ok(Math.abs(quantile(histogram, share) / exact - 1) < 0.091);
      assert.ok(countAbove(histogram, exact) <= durations.filter((durationMs) => durationMs > exact).length);
    }),
  );
});

test('has no quantile of nothing', () => {
  assert.equal(quantile(new Uint32Array(LATENCY_BUCKETS), 0.99), 0);
});

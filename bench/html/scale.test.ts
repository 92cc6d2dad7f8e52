import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linearScale, logScale } from './scale.ts';

test('equal factors are equal distances on a log axis', () => {
  const x = logScale([0.1, 10], [0, 100]);
  assert.deepEqual([x(0.1), x(1), x(10)].map(Math.round), [0, 50, 100]);
  assert.deepEqual([x(0), x(1000)], [0, 100]);
});

test('ticks lie within the axis, are round, and never too many', () => {
  assert.deepEqual(linearScale([0, 23], [0, 1]).ticks, [0, 5, 10, 15, 20]);
  assert.deepEqual(linearScale([0, 0.3], [0, 1], 3).ticks, [0, 0.1, 0.2, 0.3]);
  for (const [from, to] of [
    [0.8, 3],
    [0.001, 4000],
    [0.9, 1.1],
  ] as const) {
    const { ticks } = logScale([from, to], [0, 1]);
    assert.ok(ticks.length <= 7 && ticks.every((tick) => tick >= from && tick <= to), String(ticks));
  }
});

test('one value alone, or none, still has a place', () => {
  for (const scale of [linearScale, logScale]) {
    assert.ok(Number.isFinite(scale([0, 0], [0, 9])(0)));
    assert.ok(Number.isFinite(scale([5, 5], [0, 9])(5)));
  }
});

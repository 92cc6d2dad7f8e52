import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftPerMinute } from './drift.ts';

/** A reading every two seconds of ten minutes. */
const readings = (bytesAt: (seconds: number) => number) =>
  Array.from({ length: 301 }, (_, at) => ({ atSeconds: at * 2, residentBytes: bytesAt(at * 2) }));

test('a steady leak is told in bytes per minute', () => {
  assert.equal(driftPerMinute(readings((seconds) => 1000 + seconds * 5))?.toFixed(6), '300.000000');
});

test('warming up, and a collection here and there, are no drift', () => {
  assert.equal(driftPerMinute(readings((seconds) => (seconds < 110 ? seconds : 500))), 0);
  const sawtooth = driftPerMinute(readings((seconds) => 1000 + (seconds % 20)));
  assert.ok(Math.abs(sawtooth ?? Number.NaN) < 0.5, String(sawtooth));
});

test('a process that gives memory back drifts below zero', () => {
  assert.ok((driftPerMinute(readings((seconds) => 5000 - seconds)) ?? 0) < -50);
});

test('too few readings tell nothing', () => {
  assert.equal(driftPerMinute([]), undefined);
  assert.equal(driftPerMinute(readings(() => 1).slice(0, 2)), undefined);
});

test('a day of readings is told as well', () => {
  const day = Array.from({ length: 43_200 }, (_, at) => ({ atSeconds: at * 2, residentBytes: at * 2 }));
  assert.equal(driftPerMinute(day)?.toFixed(6), '60.000000');
});

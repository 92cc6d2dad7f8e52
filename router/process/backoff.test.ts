import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff } from './backoff.ts';

const POLICY = { firstMs: 250, capMs: 1_000, steadyMs: 30_000 };

test('starts the next worker at once after the first death, then waits twice as long each time, up to the cap', () => {
  const delays: number[] = [];
  for (let deaths = 0; deaths < 5; ) {
    const next = backoff(POLICY, deaths, 10);
    delays.push(next.delayMs);
    deaths = next.deaths;
  }
  assert.deepEqual(delays, [0, 250, 500, 1_000, 1_000]);
});

test('forgets the deaths before a worker that served for long', () => {
  assert.deepEqual(backoff(POLICY, 7, 30_000), { delayMs: 0, deaths: 1 });
  assert.deepEqual(backoff(POLICY, 2, 29_999), { delayMs: 500, deaths: 3 });
});

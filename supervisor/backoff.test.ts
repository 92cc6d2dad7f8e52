import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BACKOFF, backoff } from './backoff.ts';

test('waits twice as long after each death in a row, up to a cap', () => {
  const delays: number[] = [];
  for (let deaths = 0; deaths < 8; ) {
    const next = backoff(BACKOFF, deaths, 0);
    delays.push(next.delayMs);
    deaths = next.deaths;
  }
  assert.deepEqual(delays, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test('stays at the cap however often a process died', () => {
  assert.equal(backoff(BACKOFF, 5000, 0).delayMs, 10_000);
});

test('forgets earlier deaths once a process was up for a while', () => {
  assert.deepEqual(backoff(BACKOFF, 6, BACKOFF.steadyMs), { delayMs: 250, deaths: 1 });
  assert.deepEqual(backoff(BACKOFF, 6, BACKOFF.steadyMs - 1), { delayMs: 10_000, deaths: 7 });
});

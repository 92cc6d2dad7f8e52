import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decided } from './fixture.ts';
import { createSampling } from './sampling.ts';

function sampled(percentage: number, requests: number, gapMs: number, decision = decided('fastify', 'read0')): number {
  let now = 0;
  const isWanted = createSampling({ percentage, now: () => now });
  let wanted = 0;
  for (let index = 0; index < requests; index += 1) {
    if (isWanted(decision)) wanted += 1;
    now += gapMs;
  }
  return wanted;
}

test('takes the first answer of an operation, and its share of all', () => {
  assert.equal(sampled(10, 1, 1_000), 1);
  assert.ok(Math.abs(sampled(10, 1_000, 1_000) - 100) <= 1);
  assert.equal(sampled(100, 50, 1_000), 50);
});

test('takes at most twenty answers of an operation in a second', () => {
  assert.ok(sampled(100, 10_000, 0.1) <= 20);
});

test('takes none where none are wanted, and none that an operator forced or that no operation covers', () => {
  assert.equal(sampled(0, 100, 1_000), 0);
  assert.equal(sampled(100, 100, 1_000, decided('fastify', 'read0', { forced: true })), 0);
  assert.equal(sampled(100, 100, 1_000, decided('express', undefined)), 0);
});

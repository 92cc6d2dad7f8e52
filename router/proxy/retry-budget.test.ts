import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRetryBudget } from './retry-budget.ts';

function start(share: number, floor: number) {
  let time = 0;
  const budget = createRetryBudget({ share, floor, windowMs: 1_000, now: () => time });
  const note = (requests: number) => {
    for (let count = 0; count < requests; count += 1) budget.note();
  };
  const takeAll = () => {
    let taken = 0;
    while (taken < 10_000 && budget.take()) taken += 1;
    return taken;
  };
  return { note, takeAll, wait: (ms: number) => (time += ms) };
}

test('gives repeats as a share of the requests', () => {
  const { note, takeAll } = start(0.2, 5);
  note(1_000);
  assert.equal(takeAll(), 200);
  note(100);
  assert.equal(takeAll(), 20);
});

test('always has a few, so that a quiet router can repeat at all', () => {
  const { takeAll, wait } = start(0.2, 5);
  assert.equal(takeAll(), 5);
  wait(999);
  assert.equal(takeAll(), 0);
  wait(1_500);
  assert.equal(takeAll(), 5);
});

test('has none where repeats are switched off', () => {
  const { note, takeAll } = start(0, 5);
  note(1_000);
  assert.equal(takeAll(), 0);
});

test('forgets what is older than two windows', () => {
  const { note, takeAll, wait } = start(0.5, 1);
  note(100);
  wait(1_000);
  assert.equal(takeAll(), 50);
  wait(1_000);
  assert.equal(takeAll(), 0);
  wait(2_000);
  assert.equal(takeAll(), 1);
});

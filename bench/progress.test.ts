import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgress, timeLeft } from './progress.ts';

test('progress is a line per step where nobody watches a terminal', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const progress = createProgress({ write: (text) => lines.push(text) }, [60, 60], () => nowMs);
  progress.step('health: express', 60);
  nowMs = 60_000;
  progress.step('health: fastify', 60);
  progress.end();
  assert.deepEqual(lines, ['[1/2] health: express, 2 min 1 s left\n', '[2/2] health: fastify, 1 min 1 s left\n']);
});

test('on a terminal it is a bar that fills', () => {
  const lines: string[] = [];
  const progress = createProgress({ isTTY: true, write: (text) => lines.push(text) }, [10, 10], () => 0, 0);
  progress.step('a', 10);
  progress.step('b', 10);
  progress.end();
  assert.match(lines[0] ?? '', /\[\.{20}\] a, 20 s left$/);
  assert.match(lines[1] ?? '', /\[#{10}\.{10}\] b, 10 s left$/);
});

test('time left never goes below zero', () => {
  assert.equal(timeLeft(-3), '0 s');
  assert.equal(timeLeft(59.2), '1 min 0 s');
});

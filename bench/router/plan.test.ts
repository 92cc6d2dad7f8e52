import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRouterOptions } from './options.ts';
import { type Plan, planOf, stepSeconds, stepsOf } from './plan.ts';

/** With nginx and HAProxy. */
const ELEVEN = ['direct', ...Array.from({ length: 10 }, (_, index) => `subject-${index}`)];
/** Opening connections, waiting for a process to rest, reading /proc. */
const BETWEEN_STEPS_SECONDS = 0.2;
/** To start a dozen processes and compare their answers. */
const START_SECONDS = 10;

const plan = (...words: string[]) => planOf(parseRouterOptions(words, []));

function wholeSeconds(planned: Plan): number {
  return stepsOf(planned, ELEVEN).reduce((sum, step) => sum + stepSeconds(step) + BETWEEN_STEPS_SECONDS, START_SECONDS);
}

test('a quick run ends within 2 minutes and a full one within 15, with every subject installed', () => {
  assert.ok(wholeSeconds(plan('--quick')) < 120, `${wholeSeconds(plan('--quick'))} s`);
  assert.ok(wholeSeconds(plan()) < 900, `${wholeSeconds(plan())} s`);
});

test('a full run covers 32 and 256 connections with GET and POST', () => {
  assert.deepEqual(
    plan().scenarios.map(({ method, connections }) => `${method} ${connections}`),
    ['GET 32', 'GET 256', 'POST 32', 'POST 256'],
  );
});

test('subjects take turns, each round begins with another one, and the warm-up comes before all of them', () => {
  const planned = { ...plan('--rounds', '2'), scenarios: [{ method: 'GET', connections: 32 }] } as const;
  const steps = stepsOf(planned, ['direct', 'a', 'b']);
  assert.deepEqual(
    steps.map(({ kind, subject }) => `${kind} ${subject}`),
    [
      ...['warm-up direct', 'warm-up a', 'warm-up b'],
      ...['saturation direct', 'saturation a', 'saturation b', 'half-load a', 'half-load b'],
      ...['saturation a', 'saturation b', 'saturation direct', 'half-load a', 'half-load b'],
    ],
  );
});

test("--connections, --rounds and --seconds replace the plan's own", () => {
  const planned = plan('--quick', '--connections', '1', '--rounds', '1', '--seconds', '0.3');
  assert.deepEqual(planned, {
    rounds: 1,
    seconds: 0.3,
    warmUpSeconds: 0.3,
    scenarios: [
      { method: 'GET', connections: 1 },
      { method: 'POST', connections: 1 },
    ],
    halfLoad: { method: 'GET', connections: 1 },
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger, createLogObserver, levelFor } from './log.ts';
import { OPERATIONS } from './proxy/fixture.ts';
import type { Observation } from './proxy/observe.ts';

const ABOUT = { requestId: 'id-1', method: 'GET', path: '/things' };
const OPERATION = OPERATIONS.find(({ id }) => id === 'listThings');
const DECISION: Observation = {
  kind: 'decision',
  ...ABOUT,
  decision: {
    upstream: 'fastify',
    operation: OPERATION,
    safe: true,
    idempotent: true,
    forced: false,
    bucket: 7,
    percentage: 50,
    reason: 'fastify: because',
  },
};
const ANSWER: Extract<Observation, { kind: 'answer' }> = {
  kind: 'answer',
  ...ABOUT,
  operation: OPERATION,
  routedTo: 'express',
  fallback: undefined,
  status: 200,
  complete: true,
  failures: [],
  durationMs: 1.23456,
};

function linesOf(debug: boolean, observations: Observation[]): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger('info', { write: (line) => lines.push(JSON.parse(line)) });
  const observe = createLogObserver(logger, debug);
  for (const observation of observations) observe(observation);
  return lines;
}

test('writes one line per request', () => {
  const [line, ...rest] = linesOf(false, [DECISION, ANSWER]);
  assert.equal(rest.length, 0);
  const { requestId, status, routedTo, durationMs, level } = line ?? {};
  assert.deepEqual([requestId, status, routedTo, durationMs, level], ['id-1', 200, 'express', 1.23, 30]);
  assert.equal(line?.operation, 'listThings');
});

test('logs nothing of a request but what is listed here', () => {
  const [line] = linesOf(false, [ANSWER]);
  assert.equal(
    Object.keys(line ?? {}).join(),
    'level,time,process,requestId,method,path,routedTo,status,operation,durationMs,msg',
  );
});

test('writes each decision with its reason in debug mode', () => {
  const [decision] = linesOf(true, [DECISION, ANSWER]);
  assert.deepEqual([decision?.msg, decision?.bucket, decision?.reason], ['decision', 7, 'fastify: because']);
});

test('warns where an attempt failed, although the client was served', () => {
  const failures = ['fastify: unreachable (ECONNREFUSED)'];
  const [line] = linesOf(false, [{ ...ANSWER, fallback: 'unreachable', failures }]);
  assert.deepEqual([line?.level, line?.fallback, line?.failures], [40, 'unreachable', failures]);
});

test('debug mode prevails over a level that would hide its lines', () => {
  assert.deepEqual(
    [levelFor('warn', true), levelFor('warn', false), levelFor('trace', true)],
    ['info', 'warn', 'trace'],
  );
});

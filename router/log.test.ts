import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger, createLogObserver, createRequestLog, levelFor } from './log.ts';
import { OPERATIONS } from './proxy/fixture.ts';
import type { Observation } from './proxy/observe.ts';
import { requestLine } from './request-line.ts';

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

function linesOf(debug: boolean, observations: Observation[], level = 'info'): Record<string, unknown>[] {
  let text = '';
  const log = createRequestLog(level, {
    write: (lines) => {
      text += lines;
    },
  });
  const observe = createLogObserver(log, { debug, healthPath: '/health' });
  for (const observation of observations) observe(observation);
  log.lines.flush();
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
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

test('writes of a probe that went well at debug level only, and of one that did not like of any other request', () => {
  const probe = { ...ANSWER, path: '/health' };
  const others = [
    { ...probe, status: 503 },
    { ...probe, complete: false },
    { ...probe, failures: ['fastify: unreachable'] },
  ];
  assert.deepEqual(linesOf(false, [probe, { ...probe, path: '/ready' }]), []);
  assert.equal(linesOf(false, others).length, 3);
  assert.deepEqual(
    linesOf(false, [probe, ANSWER], 'debug').map(({ level, path }) => [level, path]),
    [
      [20, '/health'],
      [30, '/things'],
    ],
  );
});

test('debug mode prevails over a level that would hide its lines', () => {
  assert.deepEqual(
    [levelFor('warn', true), levelFor('warn', false), levelFor('trace', true)],
    ['info', 'warn', 'trace'],
  );
});

test('writes the line of a request as pino would', () => {
  const written: string[] = [];
  const logger = createLogger('info', { write: (line) => written.push(line) });
  const odd = { ...ANSWER, path: '/a"b\\\u00e9\u0001', traceId: '0af7651916cd43dd8448eb211c80319c', complete: false };
  const answers: Extract<Observation, { kind: 'answer' }>[] = [
    ANSWER,
    { ...odd, operation: undefined, status: undefined, fallback: 'status-503' },
  ];
  for (const answer of answers) {
    const { traceId, routedTo, operation, status, fallback, complete } = answer;
    const request = { requestId: 'id-1', method: 'GET', path: answer.path, traceId };
    const outcome = { routedTo, status, operation: operation?.id, fallback, durationMs: 1.23 };
    logger.info({ ...request, ...outcome, ...(complete ? {} : { complete }) }, 'request');
    const [line = ''] = written.splice(0);
    assert.equal(requestLine(answer, JSON.parse(line).time), line);
  }
});

test('keeps the order of lines, whoever wrote them', () => {
  const written: string[] = [];
  const log = createRequestLog('info', { write: (lines) => written.push(lines) });
  const observe = createLogObserver(log, { debug: false, healthPath: '/health' });
  for (let turn = 0; turn < 20; turn += 1) {
    observe(ANSWER);
    log.logger.info({ turn }, 'of the router');
  }
  log.lines.flush();
  const messages = written.join('').trim().split('\n');
  assert.deepEqual(
    messages.map((line) => JSON.parse(line).msg),
    Array.from({ length: 20 }, () => ['request', 'of the router']).flat(),
  );
  assert.ok(written.length < messages.length / 4, `${written.length} writes of ${messages.length} lines`);
  assert.ok(written.every((lines) => lines.length <= 4_096));
});

test('writes a line that comes alone at once, and those that follow soon', { timeout: 5_000 }, async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const written: string[] = [];
  const log = createRequestLog('info', {
    write: (lines) => {
      if (written.push(lines) === 2) resolve(lines);
    },
  });
  const observe = createLogObserver(log, { debug: false, healthPath: '/health' });
  observe(ANSWER);
  assert.equal(written.length, 1);
  observe(ANSWER);
  observe(ANSWER);
  assert.equal(written.length, 1);
  // The log's own timer keeps no process alive.
  const alive = setInterval(() => {}, 1_000);
  assert.equal((await promise).trim().split('\n').length, 2);
  clearInterval(alive);
});

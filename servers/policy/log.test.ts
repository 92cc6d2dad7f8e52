import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from './exchange.ts';
import { createLog, logRequest } from './log.ts';

/** What `logRequest` reads of it. */
const PROBE = {
  requestId: 'r',
  method: 'GET',
  path: '/health',
  startedAtMs: 0,
  match: { kind: 'not-found' },
  clientAddress: '127.0.0.1',
  identity: undefined,
} as unknown as Exchange;

function levelsOf(exchange: Exchange, status: number, completed: boolean): unknown[] {
  const lines: string[] = [];
  const log = createLog('debug', 'express', { write: (line) => lines.push(line) });
  logRequest({ log, healthPath: '/health' }, exchange, status, completed);
  return lines.map((line) => JSON.parse(line).level);
}

test('mentions a probe that went well at debug level, and every other request at info', () => {
  assert.deepEqual(levelsOf(PROBE, 200, true), [20]);
  assert.deepEqual(levelsOf(PROBE, 503, true), [30]);
  assert.deepEqual(levelsOf(PROBE, 200, false), [30]);
  assert.deepEqual(levelsOf({ ...PROBE, method: 'POST' }, 200, true), [30]);
  assert.deepEqual(levelsOf({ ...PROBE, path: '/api/auth/login' }, 200, true), [30]);
});

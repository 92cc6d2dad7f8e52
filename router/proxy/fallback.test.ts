import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure, FailureReason } from './failure.ts';
import { type Attempt, nextAttempt } from './fallback.ts';

const FASTIFY: Attempt = { upstream: 'fastify', connection: 'pooled' };
const FASTIFY_FRESH: Attempt = { upstream: 'fastify', connection: 'fresh' };
const EXPRESS: Attempt = { upstream: 'express', connection: 'pooled' };
const EXPRESS_FRESH: Attempt = { upstream: 'express', connection: 'fresh' };

function failed(reason: FailureReason, { sent = false, repeatable = true } = {}): Failure {
  return { reason, sent, repeatable, error: new Error(reason) };
}

function next(attempt: Attempt, failure: Failure, { safe = false, rollbackOnError = true } = {}): Attempt | undefined {
  return nextAttempt(attempt, failure, { safe, rollbackOnError });
}

test('lets Express answer any method when Fastify cannot be connected to', () => {
  assert.deepEqual(next(FASTIFY, failed('unreachable')), EXPRESS);
  assert.deepEqual(next(FASTIFY, failed('connect-timeout')), EXPRESS);
});

test('leaves the failure as it is when rolling back is switched off', () => {
  assert.equal(next(FASTIFY, failed('unreachable'), { rollbackOnError: false }), undefined);
});

test('never lets Fastify stand in for Express', () => {
  assert.equal(next(EXPRESS, failed('unreachable')), undefined);
  assert.equal(next(EXPRESS_FRESH, failed('reset'), { safe: true }), undefined);
});

test('repeats on a fresh connection first when a connection broke, then on Express', () => {
  const reset = failed('reset', { sent: true });
  assert.deepEqual(next(FASTIFY, reset, { safe: true }), FASTIFY_FRESH);
  assert.deepEqual(next(FASTIFY_FRESH, reset, { safe: true }), EXPRESS);
  assert.deepEqual(next(EXPRESS, reset, { safe: true }), EXPRESS_FRESH);
});

test('repeats an unsafe request only when nothing of it was sent', () => {
  assert.deepEqual(next(FASTIFY, failed('reset')), FASTIFY_FRESH);
  assert.equal(next(FASTIFY, failed('reset', { sent: true })), undefined);
});

test('does not repeat a safe request whose body has been spent', () => {
  assert.equal(next(FASTIFY, failed('reset', { sent: true, repeatable: false }), { safe: true }), undefined);
});

test('does not make a client wait twice, nor hand an overload on', () => {
  for (const reason of ['headers-timeout', 'body-timeout', 'overloaded', 'unsendable'] as const) {
    assert.equal(next(FASTIFY, failed(reason), { safe: true }), undefined, reason);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision, UpstreamName } from './decide.ts';
import type { Failure, FailureReason } from './failure.ts';
import { type Attempt, isFailedAnswer, nextAttempt } from './fallback.ts';
import { OPERATIONS } from './fixture.ts';

const FASTIFY: Attempt = { upstream: 'fastify', connection: 'pooled' };
const FASTIFY_FRESH: Attempt = { upstream: 'fastify', connection: 'fresh' };
const EXPRESS: Attempt = { upstream: 'express', connection: 'pooled' };
const EXPRESS_FRESH: Attempt = { upstream: 'express', connection: 'fresh' };

const SAFE = { safe: true, idempotent: true };
const IDEMPOTENT = { safe: false, idempotent: true };
const NEITHER = { safe: false, idempotent: false };

function decided(upstream: UpstreamName, kind: typeof SAFE = NEITHER): Decision {
  const operation = OPERATIONS.find(({ id }) => id === 'getThing');
  return { upstream, ...kind, operation, forced: false, bucket: 0, percentage: 50, reason: '' };
}

function failed(reason: FailureReason, { sent = false, repeatable = true } = {}): Failure {
  return { reason, sent, repeatable, error: new Error(reason) };
}

function next(
  attempt: Attempt,
  failure: Failure,
  { decision = decided(attempt.upstream), rollbackOnError = true, candidateOpen = false, budget = true } = {},
): Attempt | undefined {
  return nextAttempt(attempt, failure, { decision, rollbackOnError, candidateOpen, takeRepeat: () => budget });
}

test('lets Express answer any method when Fastify cannot be connected to', () => {
  for (const reason of ['unreachable', 'connect-timeout', 'overloaded'] as const) {
    assert.deepEqual(next(FASTIFY, failed(reason)), EXPRESS, reason);
  }
});

test('leaves the failure as it is when rolling back is switched off, or when an operator forced the route', () => {
  assert.equal(next(FASTIFY, failed('unreachable'), { rollbackOnError: false }), undefined);
  const decision = { ...decided('fastify'), forced: true };
  assert.equal(next(FASTIFY, failed('unreachable'), { decision }), undefined);
});

test('lets Fastify stand in for Express only for what changes nothing, and only where it gets users anyway', () => {
  const down = failed('unreachable');
  assert.deepEqual(next(EXPRESS, down, { decision: decided('express', SAFE), candidateOpen: true }), FASTIFY);
  assert.equal(next(EXPRESS, down, { decision: decided('express', SAFE) }), undefined);
  assert.equal(next(EXPRESS, down, { decision: decided('express', IDEMPOTENT), candidateOpen: true }), undefined);
});

test('asks each server once, but for one fresh connection', () => {
  const decision = decided('fastify', SAFE);
  const reset = failed('reset', { sent: true });
  assert.deepEqual(next(FASTIFY, reset, { decision }), FASTIFY_FRESH);
  assert.deepEqual(next(FASTIFY_FRESH, reset, { decision }), EXPRESS);
  assert.deepEqual(next(EXPRESS, reset, { decision, candidateOpen: true }), EXPRESS_FRESH);
  assert.equal(next(EXPRESS_FRESH, reset, { decision, candidateOpen: true }), undefined);
});

test('goes to the other server at once when the budget for repeats is spent', () => {
  const decision = decided('fastify', SAFE);
  assert.deepEqual(next(FASTIFY, failed('reset', { sent: true }), { decision, budget: false }), EXPRESS);
});

test('repeats what may have run only when it is idempotent', () => {
  const broken = failed('bad-answer', { sent: true });
  assert.equal(next(FASTIFY, broken), undefined);
  assert.deepEqual(next(FASTIFY, broken, { decision: decided('fastify', IDEMPOTENT) }), EXPRESS);
  assert.deepEqual(next(FASTIFY, failed('reset')), FASTIFY_FRESH);
});

test('does not repeat a request whose body has been spent', () => {
  const spent = failed('reset', { sent: true, repeatable: false });
  assert.equal(next(FASTIFY, spent, { decision: decided('fastify', SAFE) }), undefined);
});

test('never repeats what no server could be sent', () => {
  assert.equal(next(FASTIFY, failed('unsendable'), { decision: decided('fastify', SAFE) }), undefined);
});

test('takes overload and undocumented errors of Fastify for failures, documented answers not', () => {
  const operation = OPERATIONS.find(({ id }) => id === 'putThing');
  assert.ok(operation);
  const decision = { ...decided('fastify'), operation: { ...operation, responses: { 200: [], 500: [], 503: [] } } };
  const failures = [200, 404, 500, 501, 502, 503, 504, 599].filter((status) =>
    isFailedAnswer('fastify', status, decision),
  );
  assert.deepEqual(failures, [501, 502, 503, 504, 599]);
  assert.equal(isFailedAnswer('express', 503, decision), false);
});

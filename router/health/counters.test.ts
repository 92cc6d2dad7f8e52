import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters } from './counters.ts';
import { answered, attempt, decided, failed, OPERATIONS } from './fixture.ts';
import { quantile } from './latency.ts';

function counted(counters: Counters, upstream: 'express' | 'fastify' = 'fastify', id = 'read0') {
  const tracks = counters.tracks(id);
  assert.ok(tracks);
  const { started: _, users: __, failingUsers: ___, ...counts } = tracks[upstream].window.counts('recent');
  return counts;
}

const NONE = { ended: 0, failed: 0, documented: 0, reasons: {}, longestMs: 0 };

test('leaves out what an operator forced, what the client broke off, and what could not be sent or found no place', () => {
  const counters = new Counters(OPERATIONS);
  counters.attempt(attempt(decided('fastify', 'read0', { forced: true }), failed('unreachable')));
  counters.attempt(attempt(decided('fastify', 'read0'), { kind: 'abandoned', waiting: true }));
  counters.attempt(attempt(decided('fastify', 'read0'), failed('unsendable')));
  counters.attempt(attempt(decided('fastify', 'read0'), failed('given-up')));
  counters.attempt(attempt(decided('fastify', 'read0'), failed('overloaded', { sent: false })));
  assert.deepEqual(counted(counters), NONE);
  assert.equal(counters.life.fastify.silent, 0);
});

test('counts a long wait that a client broke off as an answer that takes as long', () => {
  const counters = new Counters(OPERATIONS);
  counters.attempt(attempt(decided('fastify', 'read0'), { kind: 'abandoned', waiting: true }, { durationMs: 3_000 }));
  counters.attempt(attempt(decided('fastify', 'read0'), { kind: 'abandoned', waiting: false }, { durationMs: 90_000 }));
  const latency = counters.pair('read0')?.candidate.latency('recent') ?? new Uint32Array();
  const p99 = quantile(latency, 0.99);
  assert.ok(p99 > 2_700 && p99 < 3_300, String(p99));
});

test('counts no wait of a client that went after a long upload', () => {
  const counters = new Counters(OPERATIONS);
  for (const waitedMs of ['never its turn', 3] as const) {
    const long = { durationMs: 9_000, waitedMs };
    counters.attempt(attempt(decided('fastify', 'read0'), { kind: 'abandoned', waiting: true }, long));
  }
  const latency = counters.pair('read0')?.candidate.latency('recent') ?? [1];
  assert.equal(Math.max(...latency), 0);
});

test('counts a failure that another server hid from the client, and nothing against or for that one', () => {
  const counters = new Counters(OPERATIONS);
  const decision = decided('fastify', 'read0');
  counters.attempt(attempt(decision, failed('failed-answer', { status: 502 })));
  counters.attempt(attempt(decision, answered(200), { upstream: 'express' }));
  assert.deepEqual(counted(counters), { ...NONE, ended: 1, failed: 1, reasons: { status: 1 } });
  assert.deepEqual(counted(counters, 'express'), NONE);
});

test('takes a failure back when the server that stood in failed the same request alike', () => {
  const counters = new Counters(OPERATIONS);
  const decision = decided('fastify', 'read0');
  counters.attempt(attempt(decision, failed('failed-answer', { status: 502 })));
  counters.attempt(attempt(decision, answered(500), { upstream: 'express' }));
  assert.deepEqual(counted(counters), { ...NONE, reasons: { status: 0 } });
  const other = decided('fastify', 'read0');
  counters.attempt(attempt(other, failed('unreachable', { sent: false })));
  counters.attempt(attempt(other, answered(500), { upstream: 'express' }));
  assert.equal(counted(counters).failed, 1);
});

test('counts a connection that had gone stale by its repeat only', () => {
  const counters = new Counters(OPERATIONS);
  const decision = decided('fastify', 'read0');
  counters.attempt(attempt(decision, failed('reset')));
  counters.attempt(attempt(decision, answered(200), { connection: 'fresh' }));
  assert.deepEqual(counted(counters), { ...NONE, ended: 1, reasons: { reset: 0 }, longestMs: 5 });
  assert.equal(counters.life.fastify.silent, 0);
});

test('takes a reset of what may not be run again for a sign of death', () => {
  const counters = new Counters(OPERATIONS);
  counters.attempt(attempt(decided('fastify', 'write0'), failed('reset')));
  assert.equal(counters.life.fastify.silent, 1);
});

test('tells documented 5xx from others; a 500 is a failure wherever', () => {
  const counters = new Counters(OPERATIONS);
  for (const status of [503, 502, 500, 404]) counters.attempt(attempt(decided('fastify', 'read0'), answered(status)));
  assert.deepEqual(counted(counters), {
    ...NONE,
    ended: 4,
    failed: 2,
    documented: 1,
    reasons: { status: 2 },
    longestMs: 5,
  });
  counters.attempt(attempt(decided('fastify', 'write0'), answered(500)));
  assert.equal(counted(counters, 'fastify', 'write0').failed, 1);
});

test('counts an answer that was cut short', () => {
  const counters = new Counters(OPERATIONS);
  const cut = failed('reset');
  assert.ok(cut.kind === 'failed');
  counters.attempt(attempt(decided('fastify', 'read0'), { kind: 'cut-short', status: 200, failure: cut.failure }));
  assert.equal(counted(counters).failed, 1);
  assert.equal(counters.life.fastify.silent, 1);
});

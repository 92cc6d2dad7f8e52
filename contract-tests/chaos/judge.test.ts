import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import type { Checkup } from './doctor.ts';
import type { FaultReport } from './fault.ts';
import { endingOf, judgeFaults } from './judge.ts';
import type { Outcome, RequestRecord } from './record.ts';

const { operations } = loadContract(OWN_CONTRACT);
const PROFILE = { responses: { 200: [], 500: [] } };
const CUT: Outcome = { kind: 'failed', closed: true, reason: 'ECONNRESET' };

function answered(status: number, routedTo = 'express'): Outcome {
  return { kind: 'answered', status, routedTo, fallback: undefined, complete: true, code: undefined };
}

function record(over: Partial<RequestRecord>): RequestRecord {
  const times = { sentAt: 1_000, connectionBegunAt: 900, endedAt: 1_010 };
  return { id: 'a', operation: 'getProfile', ...times, outcome: answered(200), ...over };
}

function fault(over: Partial<FaultReport>): FaultReport {
  return { name: 'x', from: 1_000, to: 2_000, allowed: 'unsafe', recovery: '', failures: [], ...over };
}

const failuresOf = (records: RequestRecord[], faults: FaultReport[], checkups: Checkup[] = []) =>
  judgeFaults(records, faults, operations, checkups).flatMap(({ failures }) => failures);

test('excuses what was underway in a killed worker, and nothing else', () => {
  const cases: [Partial<RequestRecord>, string][] = [
    [{ outcome: CUT, connectionBegunAt: 900, endedAt: 1_005 }, 'lost-with-worker'],
    [{ outcome: CUT, connectionBegunAt: 1_004, endedAt: 1_005 }, 'failed'],
    [{ outcome: CUT, connectionBegunAt: 900, endedAt: 999 }, 'failed'],
    [{ outcome: CUT, connectionBegunAt: 900, endedAt: 2_500 }, 'failed'],
    [{ outcome: { kind: 'failed', closed: false, reason: 'ECONNREFUSED' }, endedAt: 1_005 }, 'failed'],
    [{ outcome: { kind: 'timeout' }, endedAt: 1_005 }, 'failed'],
    [{ outcome: answered(502), endedAt: 1_005 }, 'failed'],
  ];
  for (const [over, ending] of cases) assert.equal(endingOf(record(over), PROFILE, [1_001]), ending);
});

test('tells a documented error of a server from one that is not, and both from an answer that nobody asked for', () => {
  assert.equal(endingOf(record({ outcome: answered(500) }), PROFILE, []), 'documented');
  assert.equal(endingOf(record({ outcome: answered(503) }), PROFILE, []), 'failed');
  assert.equal(endingOf(record({ outcome: answered(401) }), PROFILE, []), 'unexpected');
  assert.equal(endingOf(record({ operation: 'register', outcome: answered(201) }), PROFILE, []), 'good');
});

test('a safe request may fail in no fault; what may not be run twice may where a server has gone', () => {
  const lost: Outcome = answered(502);
  assert.equal(failuresOf([record({ outcome: lost })], [fault({})]).length, 1);
  assert.deepEqual(failuresOf([record({ operation: 'login', outcome: lost })], [fault({})]), []);
  assert.equal(failuresOf([record({ operation: 'login', outcome: lost })], [fault({ allowed: 'none' })]).length, 1);
  assert.equal(failuresOf([record({ operation: 'login', outcome: CUT })], [fault({})]).length, 1);
  assert.equal(failuresOf([record({ operation: 'login', outcome: lost })], []).length, 1);
});

test('asks nothing of the router while neither server is well', () => {
  const ill = (server: Checkup['server']): Checkup => ({ server, from: 900, to: 1_900, isWell: false });
  const late = [record({ outcome: { kind: 'timeout' } })];
  assert.equal(failuresOf(late, [fault({})], [ill('express')]).length, 1);
  assert.deepEqual(failuresOf(late, [fault({})], [ill('express'), ill('fastify')]), []);
  assert.deepEqual(failuresOf(late, [fault({ ill: 'fastify' })], [ill('express')]), []);
  assert.equal(failuresOf(late, [fault({ ill: 'fastify' })], [ill('fastify')]).length, 1);
});

test('owes an answer to whoever met a server that was well, if only for a part of the time', () => {
  const look = (server: Checkup['server'], from: number, to: number, isWell: boolean): Checkup => ({
    server,
    from,
    to,
    isWell,
  });
  const record10s = [record({ sentAt: 1_000, endedAt: 11_000, outcome: { kind: 'timeout' } })];
  const illness = [look('fastify', 0, 20_000, false), look('express', 900, 1_900, false)];
  const cases: [Checkup[], number][] = [
    [[], 0],
    // It came back, and the client still waited.
    [[look('express', 4_000, 4_010, true)], 1],
    // It was well until then.
    [[look('express', 990, 1_001, true)], 1],
    [[look('express', 800, 999, true), look('express', 11_001, 11_002, true)], 0],
    [[look('express', 5_000, 6_000, false)], 0],
  ];
  for (const [checkups, owed] of cases) {
    assert.equal(failuresOf(record10s, [fault({ to: 12_000 })], [...illness, ...checkups]).length, owed);
  }
});

test('excuses nothing where nobody looked', () => {
  assert.equal(failuresOf([record({ outcome: answered(503) })], [fault({ ill: 'fastify' })]).length, 1);
});

test('names a rollback that was late, or never came, and requests that went to Fastify behind it', () => {
  const late = fault({ rollback: { tookMs: 2_001, limitMs: 2_000 } });
  const never = fault({ rollback: { tookMs: undefined, limitMs: 2_000 } });
  const held = fault({ held: { operation: 'getProfile', from: 1_000, to: 3_000 } });
  const astray = record({ sentAt: 1_500, endedAt: 1_510, outcome: answered(200, 'fastify') });
  assert.match(failuresOf([], [late])[0] ?? '', /after 2001 ms/);
  assert.match(failuresOf([], [never])[0] ?? '', /never rolled back/);
  assert.match(failuresOf([astray], [held])[0] ?? '', /1 requests went to Fastify/);
  assert.deepEqual(failuresOf([{ ...astray, outcome: answered(200) }], [held]), []);
});

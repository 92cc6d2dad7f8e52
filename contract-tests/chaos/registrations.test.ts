import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome, RequestRecord } from './record.ts';
import { judgeRegistrations } from './registrations.ts';

function asked(status: number | undefined): RequestRecord {
  const head = { routedTo: 'express', fallback: undefined, complete: true, code: undefined };
  const outcome: Outcome = status === undefined ? { kind: 'timeout' } : { kind: 'answered', status, ...head };
  const times = { sentAt: 0, connectionBegunAt: 0, endedAt: 1 };
  return { id: 'r', operation: 'register', email: 'e', ...times, outcome };
}

const judge = (status: number | undefined, accounts: number, runs: readonly number[]) =>
  judgeRegistrations([asked(status)], new Map([['e', accounts]]), new Map([['r', runs]]));

test('one that was acknowledged and is there once, run once, is as promised', () => {
  assert.deepEqual(judge(201, 1, [201]), { asked: 1, acknowledged: 1, madeUnheard: 0, failures: [] });
});

test('one that was never acknowledged may be there or not', () => {
  assert.deepEqual(judge(undefined, 1, [201]).failures, []);
  assert.equal(judge(502, 1, []).madeUnheard, 1);
  assert.deepEqual(judge(502, 0, []).failures, []);
});

test('sees one that was lost, and one that was run twice, however it shows', () => {
  assert.match(judge(201, 0, [201]).failures[0] ?? '', /lost/);
  assert.match(judge(201, 2, [201]).failures[0] ?? '', /2 accounts/);
  assert.match(judge(201, 1, [201, 201]).failures[0] ?? '', /run twice, with 201 and 201/);
  assert.match(judge(409, 1, [409]).failures[0] ?? '', /there already/);
  assert.match(judge(undefined, 1, [409]).failures[0] ?? '', /there already/);
});

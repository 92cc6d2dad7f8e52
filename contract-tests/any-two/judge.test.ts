import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answer, FieldLine, Observation } from '../../parity/answer.ts';
import { nameOf } from '../../parity/difference.ts';
import { type Judgement, type JudgeOptions, judge } from './judge.ts';

const JSON_TYPE: FieldLine = ['Content-Type', 'application/json'];

function answered(status: number, body: object | string, more: Partial<Answer> = {}): Observation {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const answer: Answer = {
    ...{ version: '1.1', status, reason: '', headers: [JSON_TYPE], interim: [], framing: 'length' as const },
    ...{ body: bytes, trailers: [], complete: true },
    ...more,
  };
  return { kind: 'observed', answers: [answer], interim: [], leftover: Buffer.alloc(0), ending: 'open' };
}

const FAILED: Observation = {
  kind: 'failed',
  failure: { kind: 'timeout', waitedFor: 'answer 1', afterMs: 5, received: Buffer.alloc(0) },
  answers: [],
};

function judged(baseline: Observation[], candidate: Observation[], options: Partial<JudgeOptions> = {}): Judgement {
  const rounds = baseline.map((one, at) => ({ baseline: one, candidate: candidate[at] ?? one }));
  return judge(rounds, { rules: {}, changes: false, ...options });
}

const names = (judgement: Judgement) =>
  judgement.kind === 'different' ? judgement.differences.map(nameOf) : judgement.kind;

describe('several rounds of one request', () => {
  const [a, b] = [answered(200, { a: 1 }), answered(200, { a: 2 })];

  test('are the same where each is', () => {
    assert.equal(judged([a, a], [a, a]).kind, 'same');
    assert.equal(judged([a, b], [b, a], { rules: { volatilePlaces: ['/a'] } }).kind, 'same');
  });

  test('are different where one is, and the baseline repeats itself', () => {
    assert.deepEqual(names(judged([a, a], [b, b])), ['json-changed:/a']);
    assert.deepEqual(names(judged([a, a, a], [a, a, b])), ['json-changed:/a']);
    assert.deepEqual(names(judged([a, a], [FAILED, a])), ['failure']);
  });

  test('are set aside where the baseline does not repeat more than values, also where both seem to agree', () => {
    const flapping = [answered(200, {}), answered(503, {})];
    assert.deepEqual(judged(flapping, flapping), { kind: 'set-aside', reason: 'status 200, then 503' });
    const coming = [answered(200, { a: 1 }), answered(200, { a: 1, b: 2 })];
    assert.deepEqual(judged(coming, coming), { kind: 'set-aside', reason: '/b is in a later answer only: 2' });
    const going = coming.toReversed();
    assert.equal(judged(going, going).kind, 'set-aside');
    assert.equal(judged([answered(200, 'a'), answered(200, 'b')], []).kind, 'set-aside');
  });

  test('are different where the candidate never does what the baseline always does, whatever else is unstable', () => {
    const growing = [1, 2, 3].map((length) => answered(200, { items: Array.from({ length }, () => 1) }));
    const alwaysOf = (one: Observation) => growing.map(() => one);
    const reset: Observation = {
      kind: 'observed',
      answers: [],
      interim: [],
      leftover: Buffer.alloc(0),
      ending: 'reset',
    };
    assert.equal(judged(growing, growing.toReversed()).kind, 'set-aside');
    for (const one of [answered(500, {}), FAILED, reset])
      assert.equal(judged(growing, alwaysOf(one)).kind, 'different');
    const flapping = [answered(500, {}), FAILED, answered(404, {})];
    assert.equal(judged(growing, flapping).kind, 'different');
    assert.equal(judged([answered(200, {}), answered(503, {})], [answered(500, {}), FAILED]).kind, 'set-aside');
  });

  test('of a request that changes something may rightly differ from one to the next', () => {
    const [created, taken] = [answered(201, {}), answered(409, {})];
    const changes = true;
    assert.equal(judged([created, taken], [created, taken], { changes }).kind, 'same');
    assert.deepEqual(names(judged([created, taken], [created, created], { changes })), ['status']);
    const [one, other] = [answered(201, { id: 1 }), answered(201, { id: 2 })];
    assert.equal(judged([one, taken], [other, taken], { changes }).kind, 'set-aside');
    const without = answered(201, {});
    assert.deepEqual(names(judged([one, taken], [without, taken], { changes })), ['json-missing:/id']);
  });

  test('are set aside where both servers fail alike each time, and different where one fails', () => {
    assert.equal(judged([FAILED, FAILED], [FAILED, FAILED]).kind, 'set-aside');
    assert.deepEqual(names(judged([FAILED, FAILED], [a, a])), ['failure']);
    assert.deepEqual(names(judged([a, a], [FAILED, FAILED])), ['failure']);
  });
});

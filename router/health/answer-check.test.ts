import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fixtureContract } from '../../parity/conformance/fixture-contract.ts';
import { type AnswerSample, createAnswerCheck } from './answer-check.ts';
import type { AnswerJudged } from './violations.ts';

const CONTRACT = fixtureContract();

/** A check whose turns of the event loop are taken by hand. */
function underTest() {
  const judged: AnswerJudged[] = [];
  const turns: (() => void)[] = [];
  const check = createAnswerCheck({
    contract: CONTRACT,
    onJudged: (one) => void judged.push(one),
    onFailure: assert.ifError,
    later: (run) => void turns.push(run),
  });
  const runAll = () => {
    for (let run = turns.shift(); run !== undefined; run = turns.shift()) run();
  };
  return { check, judged, turns, runAll };
}

function sample(body: unknown, more: Partial<AnswerSample> = {}): AnswerSample {
  const operation = CONTRACT.operations.find(({ id }) => id === 'addNote');
  assert.ok(operation);
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = ['Content-Type', 'application/json', 'Content-Length', String(bytes.length)];
  const request = { method: 'POST', requestHeaders: ['content-type', 'application/json'] };
  return { upstream: 'fastify', operation, ...request, status: 201, headers, body: bytes, truncated: false, ...more };
}

test('says nothing of a sound answer', () => {
  const { check, judged, runAll } = underTest();
  check.check(sample({ id: 'n1', text: 'a' }));
  runAll();
  assert.deepEqual(
    judged.map(({ faults }) => faults),
    [[]],
  );
});

test('names what is wrong, without values', () => {
  const { check, judged, runAll } = underTest();
  check.check(sample({ id: 'n1', text: 12_345 }));
  runAll();
  assert.deepEqual(judged[0]?.faults, [{ line: 'body /text must be string', kind: 'body /text must be string' }]);
});

test('leaves failures to those who count them, but not an answer that the contract has', () => {
  const { check, judged, runAll } = underTest();
  for (const status of [500, 502, 503, 599]) check.check(sample({ id: 'n1', text: 12_345 }, { status }));
  runAll();
  assert.deepEqual(judged, []);
  const operation = CONTRACT.operations.find(({ responses }) => '503' in responses);
  assert.ok(operation);
  check.check(sample(null, { status: 503, operation }));
  runAll();
  assert.equal(judged.length, 1);
});

test('tells equal answers from different ones', () => {
  const { check, judged, runAll } = underTest();
  for (const text of [1, 1, 2]) check.check(sample({ id: 'n1', text }));
  runAll();
  const [first, second, third] = judged.map(({ digest }) => digest);
  assert.ok(first === second && first !== third);
});

test('judges one answer in a turn of the event loop, and drops what would wait behind too many', () => {
  const { check, judged, turns, runAll } = underTest();
  for (let index = 0; index < 100; index += 1) check.check(sample({ id: 'n1', text: 'a' }));
  assert.equal(turns.length, 1);
  turns.shift()?.();
  assert.equal(judged.length, 1);
  runAll();
  assert.equal(judged.length, 64);
  assert.deepEqual(check.counts, { judged: 64, faulty: 0, dropped: 36, tooLarge: 0 });
});

test('judges a compressed body, and none that is too large or not whole', () => {
  const { check, judged, runAll } = underTest();
  const packed = (body: unknown): Partial<AnswerSample> => {
    const bytes = gzipSync(JSON.stringify(body));
    return { body: bytes, headers: ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'] };
  };
  check.check(sample({}, packed({ id: 'n1' })));
  check.check(sample({}, packed({ id: 'n1', text: 'a'.repeat(1_000_000) })));
  check.check(sample({}, { truncated: true }));
  runAll();
  assert.deepEqual(
    judged.map(({ faults }) => faults.map(({ line }) => line)),
    [['body /text is missing']],
  );
  assert.equal(check.counts.tooLarge, 2);
});

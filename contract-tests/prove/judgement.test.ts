import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { digestOperation } from '../../contract/operation-digest.ts';
import { KnownDifferences } from '../../parity/known-differences.ts';
import type { OperationTally } from '../suites/suite-result.ts';
import { finding, greenResult, tally } from './fixtures/results.ts';
import { judgeRun, type RanSuite } from './judgement.ts';

const CONTRACT = loadContract(OWN_CONTRACT);
const GREEN: RanSuite = { name: 'wire', compares: true, result: greenResult() };

function verdicts(operations: Readonly<Record<string, OperationTally>>, more: readonly RanSuite[] = []) {
  const judgement = judgeRun(CONTRACT, [{ ...GREEN, result: { ...greenResult(), operations } }, ...more]);
  assert.ok(judgement.kind === 'green', JSON.stringify(judgement));
  return judgement.operations;
}

test('every operation of the contract is in the judgement, with its digest', () => {
  const operations = verdicts(greenResult().operations);
  for (const operation of CONTRACT.operations) {
    const { verdict, cases, digest } = operations[operation.id] ?? {};
    assert.deepEqual([verdict, cases], ['identical', 10], operation.id);
    assert.equal(digest, digestOperation(CONTRACT.document, operation));
  }
  assert.equal(Object.keys(operations).length, CONTRACT.operations.length);
});

test('an operation without a case, or whose cases all failed to succeed, is not covered', () => {
  const { health: _, ...others } = greenResult().operations;
  assert.equal(verdicts(others).health?.verdict, 'not-covered');
  for (const statuses of [{}, { 404: 5, 301: 5 }, { 200: 0 }]) {
    const { health } = verdicts({ ...others, health: { ...tally, statuses } });
    assert.deepEqual([health?.verdict, health?.cases], ['not-covered', 10]);
  }
  assert.equal(verdicts({ ...others, health: { ...tally, cases: 0 } }).health?.verdict, 'not-covered');
  assert.equal(verdicts({ ...others, health: { ...tally, statuses: { 204: 1 } } }).health?.verdict, 'identical');
});

test('cases of several suites count together', () => {
  const other = { ...GREEN, name: 'generated', result: { ...greenResult(), suite: 'generated' as const } };
  assert.equal(verdicts(greenResult().operations, [other]).health?.cases, 20);
});

test('a suite that compares nothing covers nothing', () => {
  const judgement = judgeRun(CONTRACT, [{ ...GREEN, compares: false }]);
  assert.deepEqual(judgement, { kind: 'red', findings: [], faults: ['no operation was covered'] });
});

test('one finding of any suite is red, also of one that compares nothing', () => {
  const dredd: RanSuite = {
    name: 'dredd',
    compares: false,
    result: { ...greenResult(), suite: 'dredd', findings: [finding] },
  };
  assert.deepEqual(judgeRun(CONTRACT, [dredd, GREEN]), { kind: 'red', findings: [finding], faults: [] });
});

for (const [words, ran] of [
  ['no operation was covered', []],
  ['the suite wire ran no case', [GREEN, { ...GREEN, result: { ...greenResult(), cases: 0 } }]],
  ['the suite traffic answered for wire', [{ ...GREEN, name: 'traffic' }]],
  [
    'the suite wire counts 2 failed cases, but shows none',
    [{ ...GREEN, result: { ...greenResult(), operations: { health: { ...tally, failed: 2 } } } }],
  ],
] as const) {
  test(`a run is red where ${words}`, () => {
    assert.deepEqual(judgeRun(CONTRACT, ran), { kind: 'red', findings: [], faults: [words] });
  });
}

test('an operation with a known difference does not fail the run, and is not covered', () => {
  const found = { ...finding, unmet: { baseline: [], candidate: [] } };
  const known = new KnownDifferences([{ operation: 'health', name: 'status', reason: 'being mended' }]);
  const judgement = judgeRun(CONTRACT, [{ ...GREEN, result: { ...greenResult(), findings: [found] } }], known);
  assert.ok(judgement.kind === 'green', JSON.stringify(judgement));
  assert.equal(judgement.operations.health?.verdict, 'not-covered');
  assert.equal(judgement.operations.login?.verdict, 'identical');
});

test('a known difference that excuses nothing is a fault of the run', () => {
  const known = new KnownDifferences([{ operation: 'health', name: 'status', reason: 'was mended' }]);
  const judgement = judgeRun(CONTRACT, [GREEN], known);
  assert.ok(judgement.kind === 'red');
  assert.match(judgement.faults.join(), /known difference status of health excused nothing/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operations } from '../contract/operations.gen.ts';
import { isGreen, judge, type Outcome, type Report } from './judge.ts';
import { documentedTransactions } from './transactions.ts';

const DOCUMENTED = documentedTransactions([operations.health]);
const [OK, BAD_REQUEST] = DOCUMENTED.map(({ key }) => key) as [string, string];

const passed = (key: string): Report => ({ key, verdict: 'pass', reason: '' });

function outcome(reports: readonly Report[], changes: Partial<Outcome> = {}): Outcome {
  const count = (verdict: Report['verdict']) => reports.filter((report) => report.verdict === verdict).length;
  const stats = {
    tests: reports.length,
    passes: count('pass'),
    failures: count('fail'),
    errors: count('error'),
    skipped: count('skip'),
  };
  return { hooksLoaded: true, reports, stats, ...changes };
}

test('is green when everything that is documented passed', () => {
  const verdict = judge(DOCUMENTED, outcome([passed(OK), passed(BAD_REQUEST)]));
  assert.deepEqual(verdict.faults, []);
  assert.equal(isGreen(verdict), true);
});

const RED: readonly [string, Outcome, RegExp][] = [
  ['a failure', outcome([passed(OK), { key: BAD_REQUEST, verdict: 'fail', reason: 'no firstName' }]), /no firstName/],
  ['an error', outcome([passed(OK), { key: BAD_REQUEST, verdict: 'error', reason: 'hang up' }]), /hang up/],
  ['a skip', outcome([passed(OK), { key: BAD_REQUEST, verdict: 'skip', reason: 'because' }]), /skipped 1 of 2/],
  ['a missing transaction', outcome([passed(OK)]), /missing/],
  ['a transaction that nobody documented', outcome([passed(OK), passed(BAD_REQUEST), passed('GET /')]), /GET \//],
  ['hooks that did not load', outcome([passed(OK), passed(BAD_REQUEST)], { hooksLoaded: false }), /hooks/],
  ['no tests', outcome([]), /tested nothing/],
  ['an early end', outcome([passed(OK), passed(BAD_REQUEST)], { error: new Error('no memory') }), /no memory/],
  [
    'figures that do not add up',
    outcome([passed(OK), passed(BAD_REQUEST)], { stats: { tests: 2, passes: 1, failures: 0, errors: 0, skipped: 0 } }),
    /do not add up/,
  ],
];

for (const [name, result, named] of RED) {
  test(`is red at ${name}`, () => {
    const verdict = judge(DOCUMENTED, result);
    assert.equal(isGreen(verdict), false);
    assert.match(JSON.stringify([[...verdict.cells.values()], verdict.faults]), named);
  });
}

test('is red when the contract documents nothing', () => {
  assert.equal(isGreen(judge([], outcome([]))), false);
});

test('wants one transaction for each media type of the request', () => {
  const [row] = DOCUMENTED.map((documented) => ({ ...documented, transactions: 2 }));
  assert.ok(row);
  assert.equal(judge([row], outcome([passed(OK)])).cells.get(OK)?.kind, 'missing');
  assert.equal(judge([row], outcome([passed(OK), passed(OK)])).cells.get(OK)?.kind, 'pass');
});

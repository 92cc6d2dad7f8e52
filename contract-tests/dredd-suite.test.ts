import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { allGreen, type DreddRun, toSuiteResult } from './dredd-suite.ts';
import type { Cell, Verdict } from './judge.ts';
import { documentedTransactions } from './transactions.ts';

const DOCUMENTED = documentedTransactions(loadContract(OWN_CONTRACT).operations);
const KEY = DOCUMENTED.find(({ operation, status }) => operation.id === 'health' && status === '200')?.key ?? '';

/** A verdict in which all passed but what is given. */
function verdict(cells: Readonly<Record<string, Cell>> = {}, faults: readonly string[] = []): Verdict {
  return { cells: new Map(DOCUMENTED.map(({ key }) => [key, cells[key] ?? { kind: 'pass' }])), faults };
}

function run(baseline: Verdict, candidate: Verdict, unseen: readonly string[] = []): DreddRun {
  return {
    documented: DOCUMENTED,
    columns: [
      { title: 'Express', verdict: baseline },
      { title: 'Fastify', verdict: candidate },
    ],
    selfCheck: { planted: 18, unseen },
    durationMs: 1000,
  };
}

test('counts what is documented by operation and status, and finds nothing where all passed', () => {
  const green = run(verdict(), verdict());
  const { suite, cases, operations, findings } = toSuiteResult(green);
  assert.equal(allGreen(green), true);
  assert.deepEqual([suite, cases, findings], ['dredd', DOCUMENTED.length, []]);
  assert.deepEqual(operations.health, { cases: 2, failed: 0, statuses: { 200: 1, 400: 1 }, keywords: {} });
});

test('a transaction that failed on either server is a finding of its operation', () => {
  const failed: Cell = { kind: 'fail', reasons: ['planted'] };
  for (const [baseline, candidate] of [
    [verdict({ [KEY]: failed }), verdict()],
    [verdict(), verdict({ [KEY]: failed })],
  ] as const) {
    const { operations, findings } = toSuiteResult(run(baseline, candidate));
    assert.equal(operations.health?.failed, 1);
    assert.deepEqual(
      findings.map(({ case: name, operation, unmet }) => [name, operation, [...unmet.baseline, ...unmet.candidate]]),
      [[KEY, 'health', ['planted']]],
    );
  }
});

test('a transaction that dredd did not make, a fault of the run and a planted fault that nobody saw are findings', () => {
  const missing = verdict({ [KEY]: { kind: 'missing' } });
  for (const red of [
    run(missing, missing),
    run(verdict(), verdict({}, ['planted'])),
    run(verdict(), verdict(), ['planted']),
  ]) {
    assert.equal(toSuiteResult(red).findings.length, 1);
    assert.equal(allGreen(red), false);
  }
});

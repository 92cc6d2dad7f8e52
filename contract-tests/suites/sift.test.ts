import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KnownDifferences } from '../../parity/known-differences.ts';
import { sift } from './sift.ts';
import type { Finding, SuiteResult } from './suite-result.ts';

const finding = (name: string, status: number, alike: number): Finding => ({
  suite: 'generated',
  case: name,
  why: '',
  operation: 'getBook',
  differences: [
    { kind: 'header-extra', answer: 0, name: 'x-extra', candidate: ['1'] },
    ...(status === 200 ? [] : [{ kind: 'status' as const, answer: 0, baseline: 200, candidate: status }]),
  ],
  unmet: { baseline: [], candidate: [] },
  request: undefined,
  observations: undefined,
  alike,
});

const result: SuiteResult = {
  suite: 'generated',
  seed: 1,
  cases: 500,
  requests: 500,
  durationMs: 1,
  operations: { getBook: { cases: 500, failed: 490, statuses: {}, keywords: {} } },
  findings: [finding('run 1', 200, 487), finding('run 9', 404, 1)],
};

test('a known difference excuses every case that its finding stands for', () => {
  const reason = 'nobody reads it';
  const extra = { case: '*', name: 'header-extra:x-extra', reason };
  const sifted = sift(result, new KnownDifferences([extra]));
  assert.equal(sifted.operations.getBook?.failed, 2);
  assert.deepEqual(
    sifted.findings.map((one) => one.case),
    ['run 9'],
  );
  const all = sift(result, new KnownDifferences([extra, { case: '*', name: 'status', reason }]));
  assert.deepEqual([all.operations.getBook?.failed, all.findings], [0, []]);
  assert.equal(sift(result, new KnownDifferences([])).operations.getBook?.failed, 490);
});

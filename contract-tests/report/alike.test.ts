import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../suites/suite-result.ts';
import { groupAlike } from './alike.ts';

const status = { kind: 'status', answer: 0, baseline: 200, candidate: 500 } as const;
const found = (name: string, raw: string, differences: Finding['differences'] = [status]): Finding => ({
  suite: 'wire',
  case: name,
  why: '',
  operation: undefined,
  differences,
  unmet: { baseline: [], candidate: [] },
  request: { raw, curl: '' },
  observations: undefined,
});

test('shows of findings alike the one with the least request, and the largest group first', () => {
  const vary = { kind: 'header-missing', answer: 0, name: 'vary', baseline: ['origin'] } as const;
  const groups = groupAlike([found('a', 'long'), found('b', 'longer', [vary]), found('c', 's', [vary])]);
  assert.deepEqual(
    groups.map(({ example, findings }) => [example.case, findings.length]),
    [
      ['c', 2],
      ['a', 1],
    ],
  );
});

test('tells apart what was not met where nothing differs', () => {
  const unmet = (line: string): Finding => ({
    ...found(line, 'x', []),
    unmet: { baseline: [line], candidate: [line] },
  });
  assert.equal(
    groupAlike([unmet('status 404, not 200'), unmet('status 404, not 201'), unmet('header allow')]).length,
    2,
  );
});

test('keeps apart what is said to be of another kind', () => {
  const groups = groupAlike([found('a', 'x'), found('b', 'x')], (finding) => finding.case);
  assert.equal(groups.length, 2);
});

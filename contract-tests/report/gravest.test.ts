import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Difference } from '../../parity/difference.ts';
import { gravest } from './gravest.ts';

test('puts first what clients notice first, and keeps the order of equals', () => {
  const differences: Difference[] = [
    { kind: 'header-case', answer: 0, name: 'etag', baseline: 'ETag', candidate: 'etag' },
    { kind: 'header-missing', answer: 0, name: 'vary', baseline: ['a'] },
    { kind: 'header-extra', answer: 0, name: 'age', candidate: ['1'] },
    { kind: 'framing', answer: 0, baseline: 'length', candidate: 'chunked' },
    { kind: 'status', answer: 0, baseline: 200, candidate: 500 },
  ];
  assert.deepEqual(
    gravest(differences).map(({ kind }) => kind),
    ['status', 'framing', 'header-missing', 'header-extra', 'header-case'],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKept, type KeptDifference } from './kept.ts';

const EMPTY = { sizeBytes: 0, encoding: 'utf-8', content: '', truncated: false } as const;

function difference(id: string): KeptDifference {
  const answer = { status: 200, headers: [], body: EMPTY };
  const about = { at: '', operationId: 'op', method: 'GET', target: '/', lines: [] };
  return { id, ...about, request: { headers: [], body: EMPTY }, express: answer, fastify: answer };
}

test('keeps the last ones, newest first', () => {
  const kept = createKept({ maxKept: 3, maxAlike: 3 });
  for (const id of ['1', '2', '3', '4']) kept.add(difference(id), [id]);
  assert.deepEqual(
    kept.list().map(({ id }) => id),
    ['4', '3', '2'],
  );
  assert.deepEqual([kept.get('1'), kept.get('4')?.id], [undefined, '4']);
});

test('a frequent difference pushes out its own kind, not a rare one', () => {
  const kept = createKept({ maxKept: 4, maxAlike: 2 });
  kept.add(difference('rare'), ['status']);
  for (let id = 1; id <= 50; id += 1) kept.add(difference(String(id)), ['json-changed:/a']);
  assert.deepEqual(
    kept.list().map(({ id }) => id),
    ['50', '49', 'rare'],
  );
});

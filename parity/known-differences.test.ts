import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareAnswers } from './compare.ts';
import { nameOf } from './difference.ts';
import { answerOf } from './fixtures/serialize.ts';
import { KnownDifferences, KnownDifferencesError, readKnownDifferences } from './known-differences.ts';

const found = compareAnswers(
  answerOf({
    headers: [
      ['A', '1'],
      ['B', '1'],
    ],
  }),
  answerOf({
    headers: [
      ['A', '2'],
      ['B', '2'],
    ],
  }),
);

test('takes out what is known of no operation, by the name that reports print', () => {
  const known = new KnownDifferences([{ operation: '(no operation)', name: 'header-changed:a', reason: 'x' }]);
  assert.deepEqual(known.sift({ case: 'framing: LF' }, found).map(nameOf), ['header-changed:b']);
  assert.deepEqual(known.sift({ case: 'a', operation: 'login' }, found).length, 2);
  assert.deepEqual(known.unused(), []);
});

test('takes out what is known there by that very name, and keeps the rest', () => {
  const known = new KnownDifferences(
    readKnownDifferences([
      { case: 'login * twice', name: 'header-changed:a', reason: 'x' },
      { operation: 'login', name: 'header-changed:b', reason: 'x' },
    ]),
  );
  assert.deepEqual(known.sift({ case: 'login once' }, found).map(nameOf), ['header-changed:a', 'header-changed:b']);
  assert.equal(known.unused().length, 2);
  assert.deepEqual(known.sift({ case: 'login (a) twice' }, found).map(nameOf), ['header-changed:b']);
  assert.deepEqual(known.sift({ case: 'any', operation: 'login' }, found).map(nameOf), ['header-changed:a']);
  assert.deepEqual(known.unused(), []);
});

test('reports an entry that excused nothing', () => {
  const entry = { case: '*', name: 'header-changed', reason: 'no prefix matches' };
  const known = new KnownDifferences([entry]);
  assert.deepEqual(known.sift({ case: 'a' }, found), found);
  assert.deepEqual(known.unused(), [entry]);
});

test('lists every mistake of a file at once', () => {
  const file = [
    { case: 'a', name: '', reason: 'x' },
    { name: 'status', reason: 'x' },
    7,
    { case: 'a', operation: 'b', name: 'status', why: 'x' },
  ];
  assert.throws(
    () => readKnownDifferences(file),
    (error: unknown) => {
      assert.ok(error instanceof KnownDifferencesError);
      assert.deepEqual(error.message.split('\n'), [
        'entry 1: "name" must be a text that is not empty',
        'entry 2: needs either "case" or "operation"',
        'entry 3: is no object',
        'entry 4: "why" is not a member of an entry',
        'entry 4: needs either "case" or "operation"',
        'entry 4: needs "reason"',
      ]);
      return true;
    },
  );
  assert.throws(() => readKnownDifferences({}), KnownDifferencesError);
});

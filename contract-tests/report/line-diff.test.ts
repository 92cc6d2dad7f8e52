import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignLines } from './line-diff.ts';

const lines = (text: string) => (text === '' ? [] : text.split(' '));
const kinds = (a: string, b: string) =>
  alignLines(lines(a), lines(b)).map(({ kind, baseline, candidate }) => `${kind} ${baseline ?? ''}|${candidate ?? ''}`);

test('aligns equal lines around what was added, taken away and replaced', () => {
  assert.deepEqual(kinds('a b c d', 'a c x d'), ['same a|a', 'missing b|', 'same c|c', 'extra |x', 'same d|d']);
  assert.deepEqual(kinds('a b c', 'a x c'), ['same a|a', 'changed b|x', 'same c|c']);
});

test('puts members of JSON beside those of the same name, and no others', () => {
  const a = ['{', '  "message": 1,', '  "errors": [', '    7', '  ]', '}'];
  const b = ['{', '  "code": 3,', '  "message": 2', '}'];
  assert.deepEqual(
    alignLines(a, b).map(({ kind, baseline, candidate }) => `${kind} ${(baseline ?? candidate)?.trim()}`),
    ['same {', 'extra "code": 3,', 'changed "message": 1,', 'missing "errors": [', 'missing 7', 'missing ]', 'same }'],
  );
});

test('does not take members of two names for one that has changed', () => {
  assert.deepEqual(
    alignLines(['  "a": 1'], ['  "b": 1']).map(({ kind }) => kind),
    ['missing', 'extra'],
  );
});

test('prefers an equal line to a member of the same name that comes first', () => {
  assert.deepEqual(
    alignLines(['  "n": 2', 'e'], ['  "n": 1', '  "n": 2', 'f']).map(({ kind }) => kind),
    ['extra', 'same', 'changed'],
  );
});

test('aligns with nothing', () => {
  assert.deepEqual(kinds('', 'a b'), ['extra |a', 'extra |b']);
  assert.deepEqual(kinds('a', ''), ['missing a|']);
  assert.deepEqual(kinds('', ''), []);
});

test('does not count a line twice that is both the beginning and the end', () => {
  assert.deepEqual(kinds('a', 'a a'), ['same a|a', 'extra |a']);
  assert.deepEqual(kinds('a a', 'a'), ['same a|a', 'missing a|']);
});

test('loses no line of either side, whatever the lines are', () => {
  // Every pair of texts of up to four lines of two kinds.
  const texts = Array.from({ length: 31 }, (_, at) => [...(at + 1).toString(2).slice(1)]);
  for (const a of texts) {
    for (const b of texts) {
      const pairs = alignLines(a, b);
      assert.deepEqual(
        pairs.flatMap(({ baseline }) => baseline ?? []),
        a,
      );
      assert.deepEqual(
        pairs.flatMap(({ candidate }) => candidate ?? []),
        b,
      );
      assert.ok(pairs.every(({ kind, baseline, candidate }) => (kind === 'same') === (baseline === candidate)));
    }
  }
});

test('pairs lines as they come where a table of all pairs would be too large', () => {
  const numbered = (name: string) => Array.from({ length: 3_000 }, (_, at) => `${name}${at}`);
  const pairs = alignLines(numbered('a'), numbered('b'));
  assert.equal(pairs.length, 3_000);
  assert.ok(pairs.every(({ kind }) => kind === 'changed'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '../../contract/problems.ts';
import { isTooDeep, MAX_JSON_DEPTH, parseJson } from './json.ts';

const lists = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test('reads as many levels as are allowed, and refuses one more in our words', () => {
  parseJson(Buffer.from(lists(MAX_JSON_DEPTH)));
  assert.throws(
    () => parseJson(Buffer.from(lists(MAX_JSON_DEPTH + 1))),
    (error) =>
      error instanceof ProblemError &&
      error.problem.code === 'malformed_json' &&
      error.problem.detail === 'The body is nested deeper than 256 levels, which are allowed.',
  );
});

test('counts levels, not brackets', () => {
  assert.equal(isTooDeep('{"a":['.repeat(MAX_JSON_DEPTH / 2)), false);
  assert.equal(isTooDeep(`${'{"a":['.repeat(MAX_JSON_DEPTH / 2)}[`), true);
  assert.equal(isTooDeep('[],'.repeat(1000)), false);
  assert.equal(isTooDeep(`["${'['.repeat(1000)}"]`), false);
  assert.equal(isTooDeep(`["\\"${'['.repeat(1000)}"]`), false);
  assert.equal(isTooDeep(`["\\\\",${'['.repeat(1000)}]`), true);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prettyJson } from './pretty-json.ts';

test('keeps values, repeated keys and the order of keys as they were written', () => {
  assert.deepEqual(prettyJson(' {"b": 1.50, "a":[true,{}], "b":"\\u0041"} '), [
    '{',
    '  "b": 1.50,',
    '  "a": [',
    '    true,',
    '    {}',
    '  ],',
    '  "b": "\\u0041"',
    '}',
  ]);
});

test('has nothing to say of what is no JSON', () => {
  assert.equal(prettyJson('{"a":'), undefined);
  assert.equal(prettyJson(''), undefined);
});

test('indents no further than a reader can follow, and ends', () => {
  const deep = prettyJson(`${'['.repeat(400)}7${']'.repeat(400)}`) ?? [];
  assert.ok(deep.every((line) => line.length < 60));
  assert.equal(deep[400]?.trim(), '7');
  const long = prettyJson(JSON.stringify([...Array(100_000).keys()])) ?? [];
  assert.ok(long.length < 5_010, `${long.length} lines`);
});

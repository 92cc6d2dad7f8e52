import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureContract } from './fixture-contract.ts';
import { createLineKind } from './line-kind.ts';

const kindOf = createLineKind(fixtureContract().document);

test('is the same for each entry of a list and each key of a map', () => {
  assert.equal(kindOf('body /0/text must be string'), kindOf('body /17/text must be string'));
  assert.equal(kindOf('body /alice/text is missing'), kindOf('body /bob/text is missing'));
});

test('is another for another member, another rule and another status', () => {
  assert.notEqual(kindOf('body /0/text must be string'), kindOf('body /0/id must be string'));
  assert.notEqual(kindOf('body /0/text must be string'), kindOf('body /0/text is missing'));
  assert.notEqual(
    kindOf('status 418, but the contract documents 200'),
    kindOf('status 503, but the contract documents 200'),
  );
  assert.notEqual(kindOf('body /passwordHash is not documented'), kindOf('body /debug is not documented'));
});

test('holds no value of the answer', () => {
  assert.equal(
    kindOf('header X-Count must be integer, is "abc \\"d\\""'),
    kindOf('header X-Count must be integer, is "x"'),
  );
  assert.equal(
    kindOf('Content-Length is "12", but the body has 11 bytes'),
    kindOf('Content-Length is "7", but the body has 0 bytes'),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecretIndex } from './secret-index.ts';

test('of many secrets each is masked in one go, the longer one before its part', () => {
  const many = Array.from({ length: 20_000 }, (_, at) => `token-${at}-x`);
  const index = createSecretIndex([...many, 'token-7-x-and-more']);
  assert.equal(index?.mask('a token-19999-x b token-7-x-and-more c'), 'a ************* b ****************** c');
  assert.equal(index?.mask('token-20000-y'), 'token-20000-y');
});

test('a piece at an edge of an excerpt is masked, also before an ellipsis, and one within a secret as a whole', () => {
  const index = createSecretIndex([`abcdefgh${'0123456789'.repeat(20)}`]);
  assert.equal(index?.maskExcerpt('x abcdefgh01…'), 'x **********…');
  assert.equal(index?.maskExcerpt('456789"}'), '******"}');
  assert.equal(index?.maskExcerpt('34567890123456789012'), '********************');
  assert.equal(index?.maskExcerpt('plain'), 'plain');
});

test('values that are too short to be secrets are not looked for', () => {
  assert.equal(createSecretIndex(['en', '']), undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remembered } from './remembered.ts';

function counting() {
  const asked: string[] = [];
  const length = remembered((text) => {
    asked.push(text);
    return text.length;
  });
  return { asked, length };
}

test('asks once for each text', () => {
  const { asked, length } = counting();
  assert.deepEqual(['', 'a', 'bc', 'a', ''].map(length), [0, 1, 2, 1, 0]);
  assert.deepEqual(asked, ['', 'a', 'bc']);
});

test('forgets those that were asked for longest ago, so that it stays small', () => {
  const { asked, length } = counting();
  for (let user = 0; user < 5_000; user += 1) length(`user-${user}`);
  length('user-4999');
  assert.equal(asked.length, 5_000);
  length('user-0');
  assert.equal(asked.length, 5_001);
});

test('does not remember long texts', () => {
  const { asked, length } = counting();
  assert.equal(length('x'.repeat(3_000)) + length('x'.repeat(3_000)), 6_000);
  assert.equal(asked.length, 2);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathering } from './gathering.ts';

test('who comes waits for the last, and what is to be done is done once', async () => {
  let acts = 0;
  const arrive = gathering(3, async () => {
    acts += 1;
  });
  const first = arrive();
  const second = arrive();
  assert.equal(acts, 0);
  await Promise.all([first, second, arrive()]);
  assert.equal(acts, 1);
});

test('what goes wrong is told to everyone who waits', async () => {
  const arrive = gathering(2, () => Promise.reject(new Error('still listens')));
  const outcomes = await Promise.allSettled([arrive(), arrive()]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
});

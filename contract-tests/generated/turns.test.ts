import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from './turns.ts';

test('lets many go at once, one alone, and the one before those who come later', async () => {
  const turns = createTurns();
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const work =
    (name: string, wait: Promise<void> = Promise.resolve()) =>
    async () => {
      log.push(`${name} begins`);
      await wait;
      log.push(`${name} ends`);
    };
  const all = [
    turns.take(false, work('a', gate.promise)),
    turns.take(false, work('b', gate.promise)),
    turns.take(true, work('alone')),
    turns.take(false, work('late')),
  ];
  assert.deepEqual(log, ['a begins', 'b begins']);
  gate.resolve();
  await Promise.all(all);
  const order = (name: string) => log.indexOf(name);
  assert.ok(order('a ends') < order('alone begins') && order('b ends') < order('alone begins'));
  assert.ok(order('alone ends') < order('late begins'));
});

test('goes on after a failure', async () => {
  const turns = createTurns();
  await assert.rejects(
    turns.take(true, () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await turns.take(true, async () => 1), 1);
});

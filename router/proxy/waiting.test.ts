import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Waiter, Waiting } from './waiting.ts';

function newWaiter(waiting: Waiting, told: Set<Waiter>): Waiter {
  const waiter: Waiter = {
    earlier: undefined,
    later: undefined,
    giveUp() {
      told.add(waiter);
      waiting.leave(waiter);
    },
  };
  return waiter;
}

test('tells exactly those that wait, whoever came and left before', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 60 }), (steps) => {
      const waiting = new Waiting();
      const told = new Set<Waiter>();
      const waiters = Array.from({ length: 10 }, () => newWaiter(waiting, told));
      const expected = new Set<Waiter>();
      for (const step of steps) {
        const waiter = waiters[step];
        if (waiter === undefined) continue;
        if (expected.delete(waiter)) waiting.leave(waiter);
        else {
          expected.add(waiter);
          waiting.enter(waiter);
        }
      }
      waiting.giveUp();
      assert.deepEqual(told, expected);
      told.clear();
      waiting.giveUp();
      assert.equal(told.size, 0);
    }),
  );
});

test('leaves once only', () => {
  const waiting = new Waiting();
  const told = new Set<Waiter>();
  const [one, other] = [newWaiter(waiting, told), newWaiter(waiting, told)];
  waiting.leave(one);
  waiting.enter(one);
  waiting.enter(other);
  waiting.leave(one);
  waiting.leave(one);
  waiting.giveUp();
  assert.deepEqual(told, new Set([other]));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Running, start } from '../rollout/fixture.ts';
import { statusFrom } from './fixture.ts';

const DOWN = { verdict: '*: 2 probes in a row failed: trip', recovery: 'trial' } as const;
const SLOW = { verdict: 'addUser: slow: trip', recovery: 'trial' } as const;

test('says of an operation only what holds that operation, and of everything what holds everything', async () => {
  const running = await start();
  await running.rollout.set('*', 50, 'operator', 'a test');
  await running.rollout.trip('addUser', SLOW);
  assert.deepEqual(heldIn(running), ['tripped: addUser: slow: trip', null, null]);
  await running.rollout.trip('*', DOWN);
  const { breaker, operations } = statusFrom(running.rollout);
  assert.deepEqual([breaker.state, breaker.trip?.verdict], ['half-open', DOWN.verdict]);
  assert.deepEqual(
    operations.map(({ effective, held }) => [effective, held]),
    [
      [0, 'tripped: addUser: slow: trip'],
      [0, null],
      [0, null],
    ],
  );
  running.rollout.hold('not yet verified which servers run');
  assert.equal(statusFrom(running.rollout).held, 'not yet verified which servers run');
  assert.deepEqual(heldIn(running), ['tripped: addUser: slow: trip', null, null]);
});

/** A breaker that tripped before the gate lowered everything is not what keeps it at 0 %. */
test('shows the newest entry of the journal, which says why the shares are what they are', async () => {
  const running = await start();
  assert.equal(statusFrom(running.rollout).lastChange, undefined);
  await running.rollout.set('*', 50, 'operator', 'a test');
  await running.rollout.trip('*', DOWN);
  await running.rollout.rollBack('*', 'gate', 'the candidate is another build');
  const { lastChange, percentage } = statusFrom(running.rollout);
  assert.deepEqual([percentage, lastChange?.who, lastChange?.why], [0, 'gate', 'the candidate is another build']);
});

function heldIn(running: Running) {
  return statusFrom(running.rollout).operations.map(({ held }) => held);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeDisk, type Running, restart, settled, shares, start } from './fixture.ts';

const REFUSED = () => ({ ok: false, reasons: ['there is no proof'] }) as const;

async function rebooted(running: Running): Promise<Running> {
  running.delivered();
  await settled();
  return restart(running.disk.file());
}

test('takes the percentage of the environment as a request where nothing was decided', async () => {
  const running = await start();
  assert.equal((await running.rollout.requestFromEnvironment(10)).ok, true);
  assert.deepEqual(shares(running), [10, 10, 10]);
});

test('follows the journal after that, and the environment again once it changes', async () => {
  const first = await start();
  await first.rollout.requestFromEnvironment(10);
  await first.rollout.set('*', 40, 'operator', 'further');
  const second = await rebooted(first);
  await second.rollout.requestFromEnvironment(10);
  assert.deepEqual(shares(second), [40, 40, 40]);
  const third = await rebooted(second);
  await third.rollout.requestFromEnvironment(20);
  assert.deepEqual(shares(third), [20, 20, 20]);
});

test('forgets a request that the gate refused, so that the next start asks again', async () => {
  const first = await start(createFakeDisk(), { mayRaise: REFUSED });
  assert.equal((await first.rollout.requestFromEnvironment(10)).ok, false);
  const second = await rebooted(first);
  await second.rollout.requestFromEnvironment(10);
  assert.deepEqual(shares(second), [10, 10, 10]);
});

test('asks again for a request that went under with the process before it was acknowledged', async () => {
  const first = await start();
  await first.rollout.requestFromEnvironment(10);
  const second = await restart(first.disk.file());
  assert.deepEqual(shares(second), [0, 0, 0]);
  await second.rollout.requestFromEnvironment(10);
  assert.deepEqual(shares(second), [10, 10, 10]);
});

test('never undoes an automatic rollback', async () => {
  for (const accepted of [true, false]) {
    let open = accepted;
    const first = await start(createFakeDisk(), { mayRaise: () => (open ? { ok: true } : REFUSED()) });
    await first.rollout.requestFromEnvironment(10);
    open = true;
    await first.rollout.set('addUser', 5, 'operator', 'try');
    await first.rollout.rollBack('*', 'gate', 'Fastify runs another build');
    const second = await rebooted(first);
    await second.rollout.requestFromEnvironment(10);
    const third = await rebooted(second);
    await third.rollout.requestFromEnvironment(10);
    assert.deepEqual(shares(third), [0, 0, 0], `the request was accepted: ${accepted}`);
    await third.rollout.requestFromEnvironment(11);
    assert.deepEqual(shares(third), [0, 11, 11], 'addUser has a share of its own');
  }
});

test('does not follow the environment after a damaged journal, at no later start either', async () => {
  const first = await start();
  await first.rollout.requestFromEnvironment(10);
  const damaged = await restart(Buffer.from('{}\n'));
  await damaged.rollout.requestFromEnvironment(10);
  assert.deepEqual(shares(damaged), [0, 0, 0]);
  const after = await rebooted(damaged);
  await after.rollout.requestFromEnvironment(10);
  assert.deepEqual(shares(after), [0, 0, 0]);
  await after.rollout.requestFromEnvironment(11);
  assert.deepEqual(shares(after), [11, 11, 11]);
});

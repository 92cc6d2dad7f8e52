import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation } from '../../contract/operations.ts';
import { createFakeDisk, OPERATION_TABLE, restart, settled, shares, start } from './fixture.ts';
import type { Outcome } from './outcome.ts';

function reasons(outcome: Outcome): string {
  return outcome.ok ? 'accepted' : `${outcome.kind}: ${outcome.reasons.join('; ')}`;
}

test('lets a raise take effect and acknowledges it only when it is on the disk', async () => {
  const running = await start();
  const goOn = running.disk.hang();
  let acknowledged = false;
  const raise = running.rollout.set('*', 50, 'operator', 'try').then((outcome) => {
    acknowledged = true;
    return outcome;
  });
  await settled();
  assert.deepEqual([shares(running), acknowledged], [[0, 0, 0], false]);
  goOn();
  assert.equal(reasons(await raise), 'accepted');
  assert.deepEqual(shares(running), [50, 50, 50]);
});

test('lets a lowering take effect at once and acknowledges it only when it is on the disk', async () => {
  const running = await start();
  await running.rollout.set('*', 50, 'operator', 'try');
  const goOn = running.disk.hang();
  let acknowledged = false;
  const lowering = running.rollout.rollBack('addUser', 'operator', 'errors').then(() => {
    acknowledged = true;
  });
  assert.deepEqual(shares(running), [0, 50, 50]);
  await settled();
  assert.equal(acknowledged, false);
  goOn();
  await lowering;
  assert.deepEqual(shares(running), [0, 50, 50]);
});

test('never lets a raise take effect after a lowering that came while it waited', async () => {
  const lowerings = {
    'roll back': (running: Awaited<ReturnType<typeof start>>) => running.rollout.rollBack('*', 'operator', 'no'),
    trip: (running: Awaited<ReturnType<typeof start>>) =>
      running.rollout.trip('*', { verdict: '5 of 5 failed', recovery: 'trial' }),
    'lower share': (running: Awaited<ReturnType<typeof start>>) => running.rollout.set('*', 0, 'operator', 'no'),
  };
  for (const [name, lower] of Object.entries(lowerings)) {
    const running = await start();
    const seen: number[] = [];
    running.rollout.subscribe(({ effective }) => seen.push(...Object.values(effective)));
    const goOn = running.disk.hang();
    const raise = running.rollout.set('*', 50, 'operator', 'try');
    await settled();
    const lowering = lower(running);
    goOn();
    await Promise.all([raise, lowering]);
    assert.deepEqual([...new Set(seen)], [0], name);
  }
});

test('lets the part of two changes that lowers hold at once and the part that raises wait', async () => {
  const running = await start();
  await running.rollout.set('*', 50, 'operator', 'try');
  await running.rollout.set('addUser', 5, 'operator', 'try');
  const goOn = running.disk.hang();
  const changes = [
    running.rollout.set('addUser', null, 'operator', 'as the others'),
    running.rollout.set('*', 20, 'operator', 'fewer'),
  ];
  assert.deepEqual(shares(running), [5, 20, 20]);
  goOn();
  await Promise.all(changes);
  assert.deepEqual(shares(running), [20, 20, 20]);
});

test('refuses what is no percentage and says what is allowed', async () => {
  const running = await start();
  for (const percentage of [-1, 100.001, 0.0001, 33.3333, Number.NaN, Number.POSITIVE_INFINITY]) {
    const outcome = await running.rollout.set('*', percentage, 'operator', 'try');
    assert.match(reasons(outcome), /invalid: .* must be 0 to 100 with at most three decimals/);
  }
  assert.match(reasons(await running.rollout.set('*', null, 'operator', 'try')), /invalid: .*0 to 100/);
  for (const percentage of [0, 0.001, 33.333, 99.999, 100]) {
    assert.equal(reasons(await running.rollout.set('*', percentage, 'operator', 'try')), 'accepted');
  }
});

test('refuses an operation that the contract has not and names those it has', async () => {
  const { rollout } = await start();
  const outcome = await rollout.set('toString', 5, 'operator', 'try');
  assert.match(
    reasons(outcome),
    /invalid: there is no operation "toString"; there are addUser, listUsers, constructor/,
  );
  assert.deepEqual(rollout.state().operations, {});
});

test('raises nothing while it is paused, and lowers', async () => {
  const running = await start();
  const { rollout } = running;
  await rollout.requestFromEnvironment(50);
  await rollout.trip('addUser', { verdict: 'slow', recovery: 'trial' });
  await rollout.pause('operator', 'release');
  assert.match(reasons(await rollout.set('listUsers', 60, 'operator', 'try')), /refused: raises are paused/);
  assert.match(reasons(await rollout.recover('addUser', 'breaker', 'good again')), /refused: raises are paused/);
  assert.match(reasons(await rollout.requestFromEnvironment(60)), /refused: raises are paused/);
  rollout.setTrial('addUser', () => true);
  assert.deepEqual(rollout.admit(operation('addUser')), { percentage: 0, held: 'tripped: slow' });
  assert.equal(reasons(await rollout.set('*', 10, 'operator', 'fewer')), 'accepted');
  assert.deepEqual(shares(running), [0, 10, 10]);
  await rollout.resume('operator', 'done');
  assert.equal(reasons(await rollout.recover('addUser', 'breaker', 'good again')), 'accepted');
  assert.deepEqual(shares(running), [10, 10, 10]);
});

test('refuses a raise that the gate refuses for any operation it raises, with its reasons', async () => {
  const asked: string[] = [];
  const running = await start(createFakeDisk(), {
    mayRaise(scope) {
      asked.push(scope);
      return scope === 'listUsers' ? { ok: false, reasons: ['the proof does not cover listUsers'] } : { ok: true };
    },
  });
  const { rollout } = running;
  assert.equal(reasons(await rollout.set('*', 10, 'operator', 'try')), 'refused: the proof does not cover listUsers');
  assert.deepEqual(asked.splice(0), ['*', 'addUser', 'listUsers', 'constructor']);
  assert.equal(rollout.state().epoch, 0);
  assert.equal(reasons(await rollout.set('addUser', 10, 'operator', 'try')), 'accepted');
  await rollout.set('addUser', 5, 'operator', 'fewer');
  assert.deepEqual(asked, ['addUser']);
});

test('remembers a share behind a trip and gives it back on recovery', async () => {
  const running = await start();
  const { rollout } = running;
  await rollout.set('*', 30, 'operator', 'try');
  await rollout.trip('*', { verdict: '5 of 5 connects failed', recovery: 'trial' });
  assert.deepEqual(rollout.admit(operation('addUser')), { percentage: 0, held: 'tripped: 5 of 5 connects failed' });
  assert.equal(rollout.state().percentage, 30);
  assert.equal(reasons(await rollout.recover('*', 'breaker', 'good again')), 'accepted');
  assert.deepEqual(shares(running), [30, 30, 30]);
});

test('lets go what waits for a person only for a person or the gate', async () => {
  const running = await start();
  const { rollout } = running;
  await rollout.set('*', 30, 'operator', 'try');
  await rollout.trip('addUser', { verdict: 'an undocumented field', recovery: 'person' });
  await rollout.trip('addUser', { verdict: 'slow', recovery: 'trial' });
  rollout.setTrial('addUser', () => true);
  assert.equal(rollout.admit(operation('addUser')).trial, undefined);
  assert.match(
    reasons(await rollout.recover('addUser', 'breaker', 'good again')),
    /refused: .* a person or a fresh proof/,
  );
  assert.equal(reasons(await rollout.set('addUser', 0, 'operator', 'off')), 'accepted');
  assert.deepEqual(Object.keys(rollout.state().trips), ['addUser']);
  assert.equal(reasons(await rollout.set('addUser', 20, 'operator', 'fixed')), 'accepted');
  assert.deepEqual(shares(running), [20, 30, 30]);
});

test('shows a trial to requests while a breaker tries, and counts no share for it', async () => {
  const { rollout } = await start();
  await rollout.set('*', 30, 'operator', 'try');
  await rollout.trip('*', { verdict: 'down', recovery: 'trial' });
  await rollout.trip('addUser', { verdict: 'slow', recovery: 'trial' });
  const trial = () => true;
  rollout.setTrial('*', trial);
  for (const id of ['addUser', 'listUsers'] as const) {
    const admission = rollout.admit(operation(id));
    assert.deepEqual([admission.percentage, admission.trial], [30, trial]);
    assert.equal(rollout.effective()[id], 0);
  }
  rollout.setTrial('*', undefined);
  assert.equal(rollout.admit(operation('listUsers')).trial, undefined);
});

test('holds everything at 0 % until the servers are verified, and without an entry', async () => {
  const before = await start();
  await before.rollout.set('*', 30, 'operator', 'try');
  before.delivered();
  await settled();
  const { rollout } = await restart(before.disk.file());
  rollout.hold('Fastify has not said who it is');
  assert.deepEqual(rollout.admit(operation('addUser')), { percentage: 0, held: 'Fastify has not said who it is' });
  rollout.verified();
  assert.deepEqual(rollout.admit(operation('addUser')), { percentage: 30 });
  assert.equal(rollout.history().entries.length, 1);
});

test('sends nobody to the candidate whose operation it does not know', async () => {
  const { rollout } = await start();
  await rollout.set('*', 100, 'operator', 'all');
  assert.equal(rollout.admit(operation('hasOwnProperty')).percentage, 0);
});

test('tells subscribers each change with what holds after it, until they leave', async () => {
  const { rollout } = await start();
  const told: unknown[] = [];
  const leave = rollout.subscribe(({ entry, state, effective }) => told.push([entry?.kind, state.epoch, effective]));
  await rollout.set('*', 5, 'operator', 'try');
  leave();
  await rollout.set('*', 6, 'operator', 'try');
  assert.deepEqual(told, [['set', 1, { addUser: 5, listUsers: 5, constructor: 5 }]]);
});

test('gives the history in pages, newest first', async () => {
  const { rollout } = await start();
  for (let percentage = 1; percentage <= 5; percentage += 1) await rollout.set('*', percentage, 'operator', 'step');
  const first = rollout.history({ limit: 2 });
  assert.deepEqual([first.entries.map(({ epoch }) => epoch), first.next], [[5, 4], 4]);
  const last = rollout.history({ before: 3, limit: 10 });
  assert.deepEqual([last.entries.map(({ epoch }) => epoch), last.next], [[2, 1], undefined]);
});

test('takes no further raise while a hundred changes wait for the disk, and every lowering', async () => {
  const running = await start();
  const goOn = running.disk.hang();
  const changes = Array.from({ length: 120 }, (_, index) =>
    running.rollout.set('*', (index + 1) / 10, 'operator', 'up'),
  );
  const lowering = running.rollout.set('*', 1, 'operator', 'down');
  goOn();
  const outcomes = await Promise.all(changes);
  assert.equal(outcomes.filter(({ ok }) => ok).length, 100);
  assert.match(reasons(await running.rollout.set('*', 2, 'operator', 'up')), /accepted/);
  assert.equal((await lowering).ok, true);
});

/** A crash after the answer gives back what the disk had: whoever reads a lower share in it would see it rise again. */
test('answers a change by what is on the disk, and never by what another one lowers that is not', async () => {
  const running = await start();
  const { rollout, disk } = running;
  await rollout.set('*', 50, 'operator', 'try');
  running.delivered();
  await settled();
  const goOn = disk.hang();
  const raise = rollout.set('addUser', 60, 'operator', 'more of it');
  await settled();
  const lowering = rollout.set('*', 5, 'operator', 'fewer');
  const trip = rollout.trip('listUsers', { verdict: 'slow', recovery: 'trial' });
  const pause = rollout.pause('operator', 'release');
  goOn();
  const goOnAgain = disk.hang();
  const answered = await raise;
  assert.ok(answered.ok);
  assert.deepEqual(shares(running), [60, 0, 5]);
  const { epoch, percentage, trips, paused } = answered.state;
  assert.deepEqual([epoch, percentage, trips, paused], [2, 50, {}, false]);
  assert.deepEqual(answered.effective, { addUser: 60, listUsers: 50, constructor: 50 });
  const rebooted: Readonly<Record<string, number>> = (
    await restart(disk.file()?.subarray(0, disk.syncedBytes()))
  ).rollout.effective();
  for (const [id, share] of Object.entries(answered.effective)) assert.ok((rebooted[id] ?? 0) <= share, id);
  goOnAgain();
  const [lowered, tripped, held] = await Promise.all([lowering, trip, pause]);
  assert.ok(lowered.ok && tripped.ok && held.ok);
  assert.deepEqual(lowered.effective, { addUser: 60, listUsers: 5, constructor: 5 });
  assert.deepEqual(tripped.effective, { addUser: 60, listUsers: 0, constructor: 5 });
  assert.deepEqual([tripped.state.paused, held.state.paused], [false, true]);
});

function operation(id: string): Operation {
  const known = OPERATION_TABLE.find((entry) => entry.id === id) ?? { id };
  // Only the name is asked for.
  return known as unknown as Operation;
}

test('keeps an operation that was held back at 0 % through a roll-back of everything and the next general share', async () => {
  const running = await start();
  await running.rollout.set('*', 60, 'operator', 'try');
  await running.rollout.set('addUser', 0, 'operator', 'known to be bad');
  await running.rollout.rollBack('*', 'operator', 'errors');
  await running.rollout.set('*', 50, 'operator', 'again');
  assert.deepEqual(shares(running), [0, 50, 50]);
  await running.rollout.set('addUser', null, 'operator', 'mended');
  assert.deepEqual(shares(running), [50, 50, 50]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeDisk, type Running, restart, settled, shares, start } from './fixture.ts';
import { encodeRecord, type JournalRecord } from './record.ts';
import { NOTHING_DECIDED } from './state.ts';

async function withShares(): Promise<Running> {
  const running = await start();
  await running.rollout.set('*', 50, 'operator', 'try');
  await running.rollout.rollBack('addUser', 'operator', 'errors');
  running.delivered();
  await settled();
  return running;
}

function linesOf(running: Running): string[] {
  return (running.disk.file() ?? Buffer.alloc(0)).toString().split(/(?<=\n)/);
}

test('comes back with what was decided', async () => {
  const before = await withShares();
  const after = await restart(before.disk.file());
  assert.deepEqual(shares(after), [0, 50, 50]);
  assert.deepEqual({ ...after.rollout.state() }, JSON.parse(JSON.stringify(before.rollout.state())));
  assert.deepEqual(after.rollout.history(), before.rollout.history());
});

test('drops a last line that was cut off, says so, and leaves nothing of it in the file', async () => {
  const whole = linesOf(await withShares()).join('');
  const torn = Buffer.from(`${whole}{"checksum":"0123`);
  const after = await restart(torn);
  assert.deepEqual(after.journal.opening, { kind: 'continued', tornBytes: 17, withdrawn: false });
  assert.deepEqual(shares(after), [0, 50, 50]);
  await after.rollout.set('*', 20, 'operator', 'fewer');
  assert.deepEqual(shares(await restart(after.disk.file())), [0, 20, 20]);
});

const DAMAGES: Readonly<Record<string, (lines: string[]) => string | Buffer>> = {
  'a bit that flipped in a middle line': (lines) => lines.with(2, (lines[2] ?? '').replace('50', '51')).join(''),
  'a bit that flipped in the last line': (lines) =>
    lines.with(-1, (lines.at(-1) ?? '').replace('confirm', 'konfirm')).join(''),
  'a line that is missing': (lines) => lines.toSpliced(2, 1).join(''),
  'a line that stands twice': (lines) => lines.toSpliced(2, 0, lines[2] ?? '').join(''),
  'a missing first line': (lines) => lines.slice(1).join(''),
  'an empty file': () => '',
  'a file of zeros': () => Buffer.alloc(4_096),
  'a line of something else': (lines) => `${lines.join('')}hello\n`,
  'an empty line': (lines) => `${lines.join('')}\n`,
  'an unknown kind of record': (lines) => lines.join('') + lineOf({ kind: 'comment' }),
  'an unknown kind of entry': (lines) => lines.join('') + lineOf({ kind: 'entry', entry: entry({ kind: 'boost' }) }),
  'a share over 100': (lines) =>
    lines.join('') + lineOf({ kind: 'entry', entry: entry({ kind: 'set', scope: '*', from: 0, to: 101 }) }),
  'an epoch that does not rise': (lines) =>
    lines.join('') + lineOf({ kind: 'entry', entry: { ...entry({ kind: 'pause' }), epoch: 2 } }),
  'a confirmation of what is not there': (lines) => lines.join('') + lineOf({ kind: 'confirm', epoch: 9 }),
  'a second snapshot': (lines) => lines.join('') + lineOf({ kind: 'snapshot', state: NOTHING_DECIDED }),
};

function entry(change: object): object {
  return { epoch: 3, at: '2026-01-02T00:00:00.000Z', who: 'operator', why: 'try', ...change };
}

function lineOf(record: object): string {
  // What no right program writes.
  return encodeRecord(record as JournalRecord);
}

for (const [name, damage] of Object.entries(DAMAGES)) {
  test(`begins anew at 0 % and keeps the file beside after ${name}`, async () => {
    const damaged = Buffer.from(damage(linesOf(await withShares())));
    const after = await restart(damaged);
    assert.equal(after.journal.opening.kind, 'damaged');
    assert.deepEqual(shares(after), [0, 0, 0]);
    assert.deepEqual([...after.disk.kept], [['damaged-2026-01-02T00-00-00.000Z', damaged]]);
    const [first] = after.rollout.history().entries;
    assert.match(
      `${first?.who}: ${first?.why}`,
      /^journal: the journal was damaged \(.+\); it is kept as rollout\.journal\.damaged-/,
    );

    assert.equal((await after.rollout.set('*', 5, 'operator', 'again')).ok, true);
    after.delivered();
    await settled();
    const later = await restart(after.disk.file());
    assert.equal(later.journal.opening.kind, 'continued');
    assert.deepEqual(shares(later), [5, 5, 5]);
  });
}

test('rises above the epochs of a damaged file', async () => {
  const damaged = Buffer.from(`${linesOf(await withShares()).join('')}hello\n`);
  assert.deepEqual(
    (await restart(damaged)).rollout.history().entries.map(({ epoch }) => epoch),
    [3],
  );
});

test('begins anew at 0 % where the file cannot be read', async () => {
  const disk = createFakeDisk();
  const storage = { ...disk.storage, read: () => Promise.reject(new Error('EIO: i/o error')) };
  const after = await start({ ...disk, storage });
  assert.match(JSON.stringify(after.journal.opening), /damaged.*it cannot be read: EIO/);
});

test('takes a raise back that was on the disk but that nobody was told of', async () => {
  const running = await withShares();
  const goOn = running.disk.hang();
  const raise = running.rollout.set('*', 90, 'operator', 'further');
  await settled();
  const left = running.disk.file();
  const after = await restart(left);
  assert.deepEqual(shares(after), [0, 50, 50]);
  assert.deepEqual(after.journal.opening, { kind: 'continued', tornBytes: 0, withdrawn: true });
  assert.equal(after.rollout.history().entries[0]?.kind, 'withdraw');
  goOn();
  await raise;
  running.delivered();
  await settled();
  assert.deepEqual(shares(await restart(running.disk.file())), [0, 90, 90]);
});

test('confirms at closing what was acknowledged', async () => {
  const running = await start();
  await running.rollout.set('*', 90, 'operator', 'try');
  await running.journal.close();
  assert.deepEqual(shares(await restart(running.disk.file())), [90, 90, 90]);
});

test('puts everything to 0 % at once when a write fails, and refuses raises with the reason', async () => {
  const running = await withShares();
  running.disk.room(20);
  const outcome = await running.rollout.set('listUsers', 10, 'operator', 'fewer');
  assert.deepEqual(outcome, {
    ok: false,
    kind: 'not-remembered',
    reasons: ['the journal cannot be written: ENOSPC: no space left on device', 'everything is at 0 % now'],
  });
  assert.deepEqual(shares(running), [0, 0, 0]);
  assert.match(running.rollout.held() ?? '', /ENOSPC/);
  const raise = await running.rollout.set('*', 60, 'operator', 'further');
  assert.equal(raise.ok, false);
  assert.deepEqual(shares(running), [0, 0, 0]);
});

test('puts everything to 0 % when what an acknowledged raise still needs cannot be written', async () => {
  const running = await withShares();
  await running.rollout.set('*', 60, 'operator', 'further');
  running.disk.room(0);
  running.delivered();
  await settled();
  assert.deepEqual(shares(running), [0, 0, 0]);
});

test('writes again with the next change once the disk has room, stays at 0 %, and then may be raised', async () => {
  const running = await withShares();
  running.disk.room(20);
  await running.rollout.trip('listUsers', { verdict: 'slow', recovery: 'trial' });
  await running.rollout.pause('operator', 'wait');
  running.disk.room(Number.POSITIVE_INFINITY);
  assert.equal(
    (await running.rollout.set('*', 5, 'operator', 'again')).ok,
    false,
    'the pause that was not remembered holds',
  );
  assert.equal((await running.rollout.resume('operator', 'go on')).ok, true);
  assert.deepEqual(shares(running), [0, 0, 0]);
  assert.deepEqual(shares(await restart(running.disk.file())), [0, 0, 0]);
  assert.equal((await running.rollout.set('*', 5, 'operator', 'again')).ok, true);
  assert.deepEqual(shares(running), [5, 0, 5]);
  running.delivered();
  await settled();
  assert.deepEqual(shares(await restart(running.disk.file())), [5, 0, 5]);
});

test('gives up what waits behind a failed write with it', async () => {
  const running = await withShares();
  const goOn = running.disk.hang();
  running.disk.room(20);
  const changes = [10, 60, 20].map((to) => running.rollout.set('*', to, 'operator', 'try'));
  goOn();
  assert.deepEqual(
    (await Promise.all(changes)).map(({ ok }) => ok),
    [false, false, false],
  );
  assert.deepEqual(shares(running), [0, 0, 0]);
});

test('goes on from what is on the disk when a write fails right behind one that did not', async () => {
  const disk = createFakeDisk();
  let broken = false;
  const append = (bytes: Buffer) => (broken ? Promise.reject(new Error('EIO: i/o error')) : disk.storage.append(bytes));
  const running = await start({ ...disk, storage: { ...disk.storage, append } });
  const goOn = disk.hang();
  const first = running.rollout.set('*', 50, 'operator', 'try');
  const second = running.rollout.set('*', 60, 'operator', 'further');
  broken = true;
  goOn();
  assert.deepEqual([(await first).ok, (await second).ok], [true, false]);
  assert.deepEqual(shares(running), [0, 0, 0]);
  broken = false;
  assert.equal((await running.rollout.set('*', 5, 'operator', 'again')).ok, true);
  assert.deepEqual(
    running.rollout.history().entries.map(({ epoch, kind }) => [epoch, kind]),
    [
      [3, 'set'],
      [2, 'withdraw'],
      [1, 'set'],
    ],
  );
});

test('is at 0 % from the start where the journal can be read and not be written', async () => {
  const disk = createFakeDisk((await withShares()).disk.file());
  disk.room(0);
  const after = await start(disk);
  assert.deepEqual(shares(after), [0, 0, 0]);
  assert.match(after.rollout.held() ?? '', /ENOSPC/);
});

test('keeps its size and its last entries bounded, and loses nothing of the state', async () => {
  const running = await start(createFakeDisk(), { maxBytes: 20_000 });
  await running.rollout.set('addUser', 7, 'operator', 'once');
  let largest = 0;
  for (let change = 1; change <= 1_000; change += 1) {
    await running.rollout.set('*', change / 10, 'operator', 'step');
    running.delivered();
    largest = Math.max(largest, running.disk.file()?.length ?? 0);
  }
  await settled();
  assert.ok(largest <= 20_500, `${largest}`);
  const after = await restart(running.disk.file());
  assert.deepEqual(shares(after), [7, 100, 100]);
  const { entries } = after.rollout.history({ limit: 30 });
  assert.deepEqual([entries.length, entries[0]?.epoch], [30, 1_001]);
});

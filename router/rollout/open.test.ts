import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Journal } from './journal.ts';
import { JournalInUseError } from './lock.ts';
import { type OpenOptions, openJournal } from './open.ts';
import { createRollout, type Rollout } from './rollout.ts';

async function directoryFor(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rollout-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function opened(directory: string, options?: OpenOptions): Promise<{ journal: Journal; rollout: Rollout }> {
  const journal = await openJournal(directory, options);
  const rollout = createRollout({ operations: [{ id: 'addUser' }], journal, mayRaise: () => ({ ok: true }) });
  rollout.verified();
  return { journal, rollout };
}

test('makes its directory and files that only their owner can read, and comes back with what was decided', async (t) => {
  const directory = join(await directoryFor(t), 'some', 'data');
  const first = await opened(directory);
  await first.rollout.set('*', 33.333, 'operator', 'a third');
  await first.journal.close();
  for (const name of await readdir(directory)) {
    assert.equal((await stat(join(directory, name))).mode & 0o777, 0o600, name);
  }
  const second = await opened(directory);
  assert.deepEqual(second.rollout.effective(), { addUser: 33.333 });
  await second.journal.close();
});

test('is a file of JSON lines', async (t) => {
  const directory = await directoryFor(t);
  const { journal, rollout } = await opened(directory);
  await rollout.set('*', 5, 'operator', 'two\nlines');
  await journal.close();
  const lines = (await readFile(join(directory, 'rollout.journal'), 'utf8')).trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line).record);
  assert.deepEqual(
    records.map(({ kind }) => kind),
    ['snapshot', 'confirm', 'entry', 'confirm'],
  );
  assert.equal(records[2].entry.why, 'two lines');
});

test('waits for the one who holds the journal, and gives up with a reason when it does not let go', async (t) => {
  const directory = await directoryFor(t);
  const first = await opened(directory);
  await assert.rejects(opened(directory, { lockWaitMs: 0 }), JournalInUseError);
  const next = opened(directory, { lockWaitMs: 60_000 });
  await first.rollout.set('*', 5, 'operator', 'try');
  await first.journal.close();
  const { journal, rollout } = await next;
  assert.deepEqual(rollout.effective(), { addUser: 5 });
  await journal.close();
});

test('says that it waits, once, where the holder does not let go soon', async (t) => {
  const directory = await directoryFor(t);
  const first = await opened(directory);
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const next = opened(directory, {
    lockWaitMs: 60_000,
    onLockWait(path, leftMs) {
      told.push(path);
      assert.ok(leftMs > 0 && leftMs < 60_000);
      resolve();
    },
  });
  await promise;
  await first.journal.close();
  await (await next).journal.close();
  assert.deepEqual(told, [join(directory, 'rollout.journal.lock')]);
});

test('is kept out by another process, and let in when that one is killed', async (t) => {
  const directory = await directoryFor(t);
  const script = join(import.meta.dirname, 'fixtures', 'changing.ts');
  const child = spawn(process.execPath, [script, directory, 'addUser'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  child.stdout.resume();
  await assert.rejects(opened(directory, { lockWaitMs: 0 }), /another router holds .*rollout\.journal\.lock/);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { journal } = await opened(directory, { lockWaitMs: 0 });
  await journal.close();
});

test('drops a torn last line from the file itself, and keeps a damaged file beside', async (t) => {
  const directory = await directoryFor(t);
  const path = join(directory, 'rollout.journal');
  const first = await opened(directory);
  await first.rollout.set('*', 5, 'operator', 'try');
  await first.journal.close();
  await appendFile(path, '{"checksum":');
  const torn = await opened(directory);
  assert.deepEqual(torn.journal.opening, { kind: 'continued', tornBytes: 12, withdrawn: false });
  assert.deepEqual(torn.rollout.effective(), { addUser: 5 });
  await torn.journal.close();
  assert.doesNotMatch(await readFile(path, 'utf8'), /\{"checksum":\{/);

  await appendFile(path, 'hello\n');
  const damaged = await opened(directory);
  assert.equal(damaged.journal.opening.kind, 'damaged');
  assert.deepEqual(damaged.rollout.effective(), { addUser: 0 });
  await damaged.journal.close();
  const kept = (await readdir(directory)).filter((name) => name.startsWith('rollout.journal.damaged-'));
  assert.equal(kept.length, 1);
  assert.match(await readFile(join(directory, kept[0] ?? ''), 'utf8'), /hello\n$/);
});

test('puts everything to 0 % where somebody takes the file away or puts another in its place', async (t) => {
  for (const disturb of [rm, (path: string) => rename(path, `${path}.elsewhere`)]) {
    const directory = await directoryFor(t);
    const { journal, rollout } = await opened(directory);
    await rollout.set('*', 5, 'operator', 'try');
    await disturb(join(directory, 'rollout.journal'));
    assert.equal((await rollout.set('*', 4, 'operator', 'fewer')).ok, false);
    assert.deepEqual(rollout.effective(), { addUser: 0 });
    assert.equal((await rollout.set('*', 3, 'operator', 'again')).ok, true);
    await journal.close();
    const after = await opened(directory);
    assert.deepEqual(after.rollout.effective(), { addUser: 3 });
    await after.journal.close();
  }
});

test('runs at 0 % where the directory cannot be made', async () => {
  const { journal, rollout } = await opened('/dev/null/data');
  assert.equal((await rollout.set('*', 5, 'operator', 'try')).ok, false);
  assert.deepEqual(rollout.effective(), { addUser: 0 });
  assert.match(rollout.held() ?? '', /the journal cannot be written/);
  await journal.close();
});

/** A mount of its own, which goes with its process; needs a Linux that lets its users have namespaces. */
const IN_A_SMALL_DISK = ['-r', '-m', 'sh', '-c', 'mount -t tmpfs -o size=64k none "$1" && shift && exec "$@"', 'sh'];
const small = spawnSync('unshare', [...IN_A_SMALL_DISK, tmpdir(), 'true']).status === 0;

test('stands a disk that is really full', { skip: !small && 'no mount of its own' }, async (t) => {
  const directory = await directoryFor(t);
  const script = join(import.meta.dirname, 'fixtures', 'full-disk.ts');
  const child = spawn('unshare', [...IN_A_SMALL_DISK, directory, process.execPath, script, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await child.stdout.setEncoding('utf8').reduce((text, chunk) => text + chunk, '');
  const { full, roomy, restarted } = JSON.parse(said);
  assert.match(full.reasons.join(), /ENOSPC/);
  assert.deepEqual(full.effective, { addUser: 0 });
  assert.deepEqual(roomy, { ok: true, effective: { addUser: 7 } });
  assert.deepEqual(restarted, { effective: { addUser: 7 } });
});

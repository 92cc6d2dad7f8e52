import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { settled } from './fixture.ts';
import { createFileStorage } from './storage.ts';

/** Lets no `datasync` or `sync` of any file end before it is told to. */
async function slowDisk(t: TestContext, path: string) {
  const handle = await open(path, 'w');
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const waiting: (() => void)[] = [];
  const called: string[] = [];
  for (const name of ['datasync', 'sync'] as const) {
    t.mock.method(prototype, name, () => {
      called.push(name);
      return new Promise<void>((resolve) => waiting.push(resolve));
    });
  }
  const next = async () => {
    while (waiting.length === 0) await settled();
    waiting.shift()?.();
  };
  return { called, next };
}

async function pathFor(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'storage-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return join(directory, 'journal');
}

test('appends what is synced before it is said to be there', async (t) => {
  const path = await pathFor(t);
  const { called, next } = await slowDisk(t, path);
  const storage = createFileStorage(path);
  let there = false;
  const appended = storage.append(Buffer.from('line\n')).then(() => {
    there = true;
  });
  while (called.length === 0) await settled();
  await settled();
  assert.deepEqual([called, there, await readFile(path, 'utf8')], [['datasync'], false, 'line\n']);
  await next();
  await appended;
  await storage.close();
});

test('replaces the file by one that is synced, and then syncs the directory', {
  skip: process.platform === 'win32',
}, async (t) => {
  const path = await pathFor(t);
  const { called, next } = await slowDisk(t, path);
  let there = false;
  const replaced = createFileStorage(path)
    .replace(Buffer.from('new'))
    .then(() => {
      there = true;
    });
  while (called.length === 0) await settled();
  assert.equal(await readFile(path, 'utf8'), '', 'the old one is there until the new one is synced');
  await next();
  while (called.length === 1) await settled();
  await settled();
  assert.deepEqual([called, there, await readFile(path, 'utf8')], [['sync', 'sync'], false, 'new']);
  await next();
  await replaced;
});

test('cuts a file and takes it out of the way, also on the disk', async (t) => {
  const path = await pathFor(t);
  const { called, next } = await slowDisk(t, path);
  const storage = createFileStorage(path);
  const done = storage.truncate(0).then(() => storage.setAside('old'));
  await next();
  await next();
  assert.equal(await done, `${path}.old`);
  assert.deepEqual(called, ['sync', 'sync']);
  assert.equal(await storage.read(), undefined);
});

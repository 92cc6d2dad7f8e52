import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { startProcess } from '../fixtures/processes.ts';
import { StoreError } from '../store/store-error.ts';
import { developmentSecret } from './secret.ts';

const SECRET_PROCESS = new URL('./fixtures/secret-process.ts', import.meta.url);
const SECRET_THREAD = new URL('./fixtures/secret-thread.ts', import.meta.url);

const directory = mkdtempSync(join(tmpdir(), 'secret-'));
after(() => rmSync(directory, { recursive: true }));

function fresh(): string {
  return join(mkdtempSync(join(directory, 'case-')), 'data');
}

function assertStoreError(dataDir: string, message: RegExp): void {
  assert.throws(
    () => developmentSecret(dataDir, randomBytes),
    (error: unknown) => {
      assert.ok(error instanceof StoreError, String(error));
      assert.match(error.message, message);
      assert.match(error.message, /^[^\p{Cc}]+$/u);
      return true;
    },
  );
}

test('makes a secret of at least 32 bytes once, and answers the same from then on', () => {
  const dataDir = fresh();
  const secret = developmentSecret(dataDir, randomBytes);
  assert.ok(Buffer.byteLength(secret) >= 32);
  assert.equal(developmentSecret(dataDir, randomBytes), secret);
  assert.notEqual(developmentSecret(fresh(), randomBytes), secret);
});

test('the file is for its owner alone, and nothing else is left beside it', () => {
  const dataDir = fresh();
  const umask = process.umask(0);
  try {
    developmentSecret(dataDir, randomBytes);
  } finally {
    process.umask(umask);
  }
  assert.equal(statSync(join(dataDir, 'jwt-secret')).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(dataDir), ['jwt-secret']);
});

test('takes a secret that a person wrote, without the line break at its end', () => {
  const dataDir = fresh();
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'jwt-secret'), `${'s'.repeat(32)}\n`);
  assert.equal(developmentSecret(dataDir, randomBytes), 's'.repeat(32));
});

test('a message never shows what stands in the file', () => {
  const dataDir = fresh();
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'jwt-secret'), 'too-short-to-be-told');
  assert.throws(
    () => developmentSecret(dataDir, randomBytes),
    (error: unknown) => error instanceof Error && !error.message.includes('too-short-to-be-told'),
  );
});

for (const content of ['', '\n', 's'.repeat(31), `${' '.repeat(40)}\n`]) {
  test(`refuses a file of ${JSON.stringify(content)}, and leaves it as it is`, () => {
    const dataDir = fresh();
    mkdirSync(dataDir);
    const file = join(dataDir, 'jwt-secret');
    writeFileSync(file, content);
    assertStoreError(dataDir, /holds fewer than 32 bytes/);
    assert.equal(readFileSync(file, 'utf8'), content);
    assert.deepEqual(readdirSync(dataDir), ['jwt-secret']);
  });
}

test('refuses a data directory that is a file, and leaves it as it is', () => {
  const dataDir = fresh();
  writeFileSync(dataDir, 'not a directory');
  assertStoreError(dataDir, /cannot keep the token secret in /);
  assert.equal(readFileSync(dataDir, 'utf8'), 'not a directory');
});

test('refuses a directory in place of the file', () => {
  const dataDir = fresh();
  mkdirSync(join(dataDir, 'jwt-secret'), { recursive: true });
  assertStoreError(dataDir, /cannot keep the token secret in .*EISDIR/);
});

test('two processes that ask at once get the same secret', async () => {
  const processes = await Promise.all([startProcess(SECRET_PROCESS), startProcess(SECRET_PROCESS)]);
  try {
    for (let round = 0; round < 15; round += 1) {
      const dataDir = fresh();
      const secrets = await Promise.all(processes.map((each) => each.ask<string>({ dataDir })));
      assert.deepEqual(secrets, [readSecret(dataDir), readSecret(dataDir)]);
      assert.deepEqual(readdirSync(dataDir), ['jwt-secret']);
    }
  } finally {
    await Promise.all(processes.map((each) => each.kill()));
  }
});

// As in two containers over one directory, where both servers are process 1.
test('two that ask at once get the same secret though they have one process id', async () => {
  const threads = 2;
  const directories = Array.from({ length: 200 }, fresh);
  const arrivals = new Int32Array(new SharedArrayBuffer(4 * directories.length));
  const answers = await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(SECRET_THREAD, { workerData: { directories, arrivals, threads } });
      const [secrets] = (await once(worker, 'message')) as [string[]];
      return secrets;
    }),
  );
  for (const secrets of answers) assert.deepEqual(secrets, directories.map(readSecret));
});

function readSecret(dataDir: string): string {
  return readFileSync(join(dataDir, 'jwt-secret'), 'utf8').trim();
}

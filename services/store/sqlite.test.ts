import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { NewUser } from '../../handlers/context.ts';
import { startProcess, type TestProcess } from '../fixtures/processes.ts';
import type { Request } from './fixtures/account-process.ts';
import { openSqlite } from './sqlite.ts';
import { StoreError } from './store-error.ts';
import { createUsers } from './users.ts';

const ACCOUNT_PROCESS = new URL('./fixtures/account-process.ts', import.meta.url);
const PAGE_BYTES = 4096;

const directory = mkdtempSync(join(tmpdir(), 'store-'));
let sound: Buffer;

before(async () => {
  const file = join(directory, 'sound.sqlite');
  const db = await openSqlite(file);
  await db.transaction().execute(async (transaction) => {
    const inside = createUsers(transaction);
    for (let index = 0; index < 300; index += 1) await inside.create(person(index));
  });
  // Fills the pages: overwriting what is free in one does no damage.
  await sql`vacuum`.execute(db);
  await db.destroy();
  sound = readFileSync(file);
});

after(() => rmSync(directory, { recursive: true }));

function person(index: number): NewUser {
  return {
    id: `id-${index}`,
    email: `person-${index}@example.org`,
    passwordHash: 'h'.repeat(97),
    firstName: 'Ada',
    lastName: 'Lovelace',
    role: 'student',
    createdAt: new Date(0),
  };
}

function fresh(name: string): string {
  return join(mkdtempSync(join(directory, 'case-')), name);
}

async function withProcesses(count: number, run: (processes: TestProcess[]) => Promise<void>): Promise<void> {
  const processes = await Promise.all(Array.from({ length: count }, () => startProcess(ACCOUNT_PROCESS)));
  try {
    await run(processes);
  } finally {
    await Promise.all(processes.map((each) => each.kill()));
  }
}

function askAll<Answer>(processes: readonly TestProcess[], request: (index: number) => Request): Promise<Answer[]> {
  return Promise.all(processes.map((each, index) => each.ask<Answer>(request(index))));
}

test('makes the database and its directory where there is none', async () => {
  const file = fresh('deep/er/lockstep.sqlite');
  const db = await openSqlite(file);
  await createUsers(db).ping();
  await db.destroy();
  assert.ok(existsSync(file));
});

test('takes an empty file for a new database', async () => {
  const file = fresh('empty.sqlite');
  writeFileSync(file, '');
  const db = await openSqlite(file);
  await createUsers(db).ping();
  await db.destroy();
});

test('finds what it stored when it is opened again', async () => {
  const file = fresh('again.sqlite');
  writeFileSync(file, sound);
  const db = await openSqlite(file);
  assert.equal((await createUsers(db).findAccountByEmail('person-7@example.org'))?.user.id, 'id-7');
  await db.destroy();
});

test('writes ahead, and waits for the disk at each commit', async () => {
  const db = await openSqlite(fresh('pragmas.sqlite'));
  const journal = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db);
  const synchronous = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
  await db.destroy();
  assert.equal(journal.rows[0]?.journal_mode, 'wal');
  const FULL = 2;
  assert.equal(synchronous.rows[0]?.synchronous, FULL);
});

test('two processes open the same new file at once, and both succeed', async () => {
  await withProcesses(2, async (processes) => {
    for (let round = 0; round < 40; round += 1) {
      const file = fresh('new/lockstep.sqlite');
      await askAll(processes, () => ({ kind: 'open', file }));
      await askAll(processes, () => ({ kind: 'close' }));
    }
  });
});

test('two processes register one email at once, in different case, and exactly one gets the account', async () => {
  const file = fresh('emails.sqlite');
  await withProcesses(2, async (processes) => {
    await askAll(processes, () => ({ kind: 'open', file }));
    for (let round = 0; round < 40; round += 1) {
      const statuses = await askAll<number>(processes, (index) => ({
        kind: 'register',
        id: `${round}-${index}`,
        email: index === 0 ? `Person-${round}@Example.org` : `person-${round}@example.ORG`,
      }));
      assert.deepEqual(statuses.sort(), [201, 409]);
    }
  });
  const database = new DatabaseSync(file);
  const rows = database.prepare('select count(*) as n from users where email = lower(email)').get();
  database.close();
  assert.equal(rows?.n, 40);
});

test('an account whose creation was acknowledged survives kill -9 right after it', async () => {
  const file = fresh('killed.sqlite');
  for (let round = 0; round < 3; round += 1) {
    await withProcesses(1, async (processes) => {
      await askAll(processes, () => ({ kind: 'open', file }));
      const id = `killed-${round}`;
      const email = `${id}@example.org`;
      assert.deepEqual(await askAll(processes, () => ({ kind: 'register', id, email })), [201]);
      await processes[0]?.kill();
    });
  }
  const db = await openSqlite(file);
  const users = createUsers(db);
  for (let round = 0; round < 3; round += 1) assert.ok((await users.findById(`killed-${round}`)) !== undefined);
  await db.destroy();
});

test('refuses a file that is no database, and leaves it as it is', async () => {
  await assertRefused(fresh('notes.txt'), 'Dear diary, '.repeat(1000), /cannot use the database .*not a database/);
});

test('refuses a database whose pages were overwritten in the middle, and leaves it as it is', async () => {
  const damaged = Buffer.from(sound);
  for (let page = PAGE_BYTES; page < damaged.length; page += PAGE_BYTES) damaged.fill(0xa5, page + 1500, page + 2100);
  await assertRefused(fresh('pages.sqlite'), damaged, /cannot use the database .*damaged/);
});

test('refuses a database of which one page was overwritten in the middle', async () => {
  const page = Math.floor(sound.length / PAGE_BYTES / 2) * PAGE_BYTES;
  const damaged = Buffer.from(sound).fill(0, page + 1500, page + 2100);
  await assertRefused(fresh('page.sqlite'), damaged, /cannot use the database .*damaged/);
});

test('refuses a database whose index names an email that its table does not have', async () => {
  const email = 'person-123@example.org';
  const last = sound.lastIndexOf(email);
  const places = [last, sound.lastIndexOf(email, last - 1)];
  assert.ok(places.every((place) => place > 0));
  for (const place of places) {
    const damaged = Buffer.from(sound);
    damaged.write('nobody-123@example.org', place);
    await assertRefused(fresh('index.sqlite'), damaged, /cannot use the database .*damaged/);
  }
});

test('refuses a database that was cut off', async () => {
  await assertRefused(fresh('cut.sqlite'), sound.subarray(0, PAGE_BYTES * 4), /cannot use the database/);
});

test('leaves a damaged database in the journal mode in which it is found', async () => {
  const file = fresh('rollback.sqlite');
  writeFileSync(file, sound);
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = delete');
  database.close();
  const damaged = readFileSync(file);
  const page = Math.floor(damaged.length / PAGE_BYTES / 2) * PAGE_BYTES;
  damaged.fill(0xa5, page + 1500, page + 2100);
  await assertRefused(file, damaged, /cannot use the database .*damaged/);
});

test('refuses a database with a migration that this version does not know, and leaves it as it is', async () => {
  const file = fresh('newer.sqlite');
  writeFileSync(file, sound);
  const database = new DatabaseSync(file);
  database.exec("insert into kysely_migration values ('9999-from-the-future', '2099-01-01T00:00:00.000Z')");
  database.close();
  await assertRefused(file, readFileSync(file), /cannot bring the database .*9999-from-the-future/);
});

test('refuses a directory in place of the file', async () => {
  const file = fresh('directory.sqlite');
  mkdirSync(file);
  await assertStoreError(file, /cannot use the database/);
});

test('refuses a data directory that is a file, and leaves it as it is', async () => {
  const dataDir = fresh('data');
  writeFileSync(dataDir, 'not a directory');
  await assertStoreError(join(dataDir, 'lockstep.sqlite'), /cannot make the data directory/);
  await assertStoreError(join(dataDir, 'deep', 'lockstep.sqlite'), /cannot make the data directory/);
  assert.equal(readFileSync(dataDir, 'utf8'), 'not a directory');
});

async function assertRefused(file: string, content: string | Buffer, message: RegExp): Promise<void> {
  writeFileSync(file, content);
  const bytes = readFileSync(file);
  await assertStoreError(file, message);
  assert.ok(bytes.equals(readFileSync(file)), 'the file was changed');
}

async function assertStoreError(file: string, message: RegExp): Promise<void> {
  await assert.rejects(openSqlite(file), (error: unknown) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.match(error.message, message);
    assert.match(error.message, /^[^\p{Cc}]+$/u);
    return true;
  });
}

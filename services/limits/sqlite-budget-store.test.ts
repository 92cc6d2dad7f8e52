import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { startProcess } from '../fixtures/processes.ts';
import { StoreError } from '../store/store-error.ts';
import { createLimiter } from './limiter.ts';
import { openSqliteBudgetStore } from './sqlite-budget-store.ts';

const LIMITER_PROCESS = new URL('./fixtures/limiter-process.ts', import.meta.url);

const directory = mkdtempSync(join(tmpdir(), 'budgets-'));
after(() => rmSync(directory, { recursive: true }));

function fresh(name = 'limits.sqlite'): string {
  return join(mkdtempSync(join(directory, 'case-')), name);
}

function fail(error: unknown): never {
  throw error;
}

test('adds to an open window, and opens another when that one has ended', () => {
  const store = openSqliteBudgetStore({ file: fresh(), onError: fail });
  assert.deepEqual(store.lease('ada', 3, 1000, 5000), { leased: 3, endsAtMs: 6000 });
  assert.deepEqual(store.lease('ada', 2, 1000, 5999), { leased: 5, endsAtMs: 6000 });
  assert.deepEqual(store.lease('grace', 1, 1000, 5999), { leased: 1, endsAtMs: 6999 });
  assert.deepEqual(store.lease('ada', 2, 1000, 6000), { leased: 2, endsAtMs: 7000 });
  store.close();
});

test('takes back what was not spent, and never more than was leased', () => {
  const store = openSqliteBudgetStore({ file: fresh(), onError: fail });
  store.lease('ada', 5, 1000, 0);
  store.giveBack('ada', 2);
  assert.equal(store.lease('ada', 1, 1000, 1)?.leased, 4);
  store.giveBack('ada', 100);
  assert.equal(store.lease('ada', 1, 1000, 2)?.leased, 1);
  store.giveBack('nobody', 1);
  store.close();
});

test('keeps its counts when it is opened again', () => {
  const file = fresh();
  const before = openSqliteBudgetStore({ file, onError: fail });
  before.lease('ada', 3, 1000, 0);
  before.close();
  const afterwards = openSqliteBudgetStore({ file, onError: fail });
  assert.equal(afterwards.lease('ada', 1, 1000, 1)?.leased, 4);
  afterwards.close();
});

test('two processes open the same new file at once, and both succeed', async () => {
  const processes = await Promise.all([startProcess(LIMITER_PROCESS), startProcess(LIMITER_PROCESS)]);
  try {
    for (let round = 0; round < 40; round += 1) {
      const file = fresh('new/limits.sqlite');
      await Promise.all(processes.map((each) => each.ask({ kind: 'open', file })));
      await Promise.all(processes.map((each) => each.ask({ kind: 'close' })));
    }
  } finally {
    await Promise.all(processes.map((each) => each.kill()));
  }
});

test('counts for itself, and says so, while another process keeps the file locked; then with the others again', () => {
  const file = fresh();
  const errors: unknown[] = [];
  const store = openSqliteBudgetStore({ file, onError: (error) => errors.push(error) });
  const limiter = createLimiter({ store, now: () => 0, ceilings: 'on' });
  const take = (caller: string) =>
    limiter.take({ scope: 'test', limits: [{ by: 'user', limit: 2, windowSeconds: 60 }] }, caller).allowed;
  assert.equal(errors.length, 0);

  const other = new DatabaseSync(file);
  other.exec('begin immediate');
  assert.deepEqual([take('ada'), take('ada'), take('ada')], [true, true, false]);
  assert.match(String(errors[0]), /locked/);
  assert.equal(errors.length, 1, 'not one report for each request');
  other.exec('rollback');
  other.close();

  errors.length = 0;
  assert.deepEqual([take('grace'), take('grace'), take('grace'), errors.length], [true, true, false, 0]);
  limiter.close();
});

test('lets requests pass, and says so, when the table is gone', () => {
  const file = fresh();
  const errors: unknown[] = [];
  const store = openSqliteBudgetStore({ file, onError: (error) => errors.push(error) });
  const limiter = createLimiter({ store, now: () => 0, ceilings: 'on' });
  const other = new DatabaseSync(file);
  other.exec('drop table budgets');
  other.close();
  const verdict = limiter.take({ scope: 'test', limits: [{ by: 'user', limit: 2, windowSeconds: 60 }] }, 'ada');
  assert.equal(verdict.allowed, true);
  assert.match(String(errors[0]), /no such table/);
  limiter.close();
});

const unusable: readonly { readonly what: string; readonly prepare: (file: string) => void }[] = [
  { what: 'a file that is no database', prepare: (file) => writeFileSync(file, 'Dear diary, '.repeat(1000)) },
  { what: 'a directory', prepare: (file) => mkdirSync(file) },
];

for (const { what, prepare } of unusable) {
  test(`refuses ${what}, in one line`, () => {
    const file = fresh();
    prepare(file);
    assertStoreError(file);
  });
}

test('refuses a data directory that is a file, and leaves it as it is', () => {
  const dataDir = fresh('data');
  writeFileSync(dataDir, 'not a directory');
  assertStoreError(join(dataDir, 'limits.sqlite'));
  assert.equal(readFileSync(dataDir, 'utf8'), 'not a directory');
});

function assertStoreError(file: string): void {
  assert.throws(
    () => openSqliteBudgetStore({ file, onError: fail }),
    (error: unknown) => {
      assert.ok(error instanceof StoreError, String(error));
      assert.match(error.message, /^cannot use the limits' database [^\p{Cc}]+$/u);
      return true;
    },
  );
}

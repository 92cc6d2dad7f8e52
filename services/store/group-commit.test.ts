import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createGroupCommit } from './group-commit.ts';

const directory = mkdtempSync(join(tmpdir(), 'group-commit-'));
const file = join(directory, 'notes.sqlite');
const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL; create table notes (text text primary key) strict');
const elsewhere = new DatabaseSync(file, { timeout: 0 });
const commitTogether = createGroupCommit(database);
const insert = database.prepare('insert into notes values (?)');

/** Tells whether it ran within a transaction that others may be in. */
const note = (text: string) => () => {
  insert.run(text);
  return database.isTransaction;
};
const found = (text: string) => elsewhere.prepare('select 1 from notes where text = ?').get(text) !== undefined;

after(() => {
  database.close();
  elsewhere.close();
  rmSync(directory, { recursive: true });
});

test('changes that come together are one transaction, and each is answered when another process can see it', async () => {
  const seen: boolean[] = [];
  const within = await Promise.all(
    ['a', 'b', 'c'].map(async (text) => {
      const result = await commitTogether(note(text));
      seen.push(found(text));
      return result;
    }),
  );
  assert.deepEqual(within, [true, true, true]);
  assert.deepEqual(seen, [true, true, true]);
});

test('a change waits for those of the next turn of the event loop', async () => {
  const first = commitTogether(note('d'));
  await setImmediate();
  assert.deepEqual(await Promise.all([first, commitTogether(note('e'))]), [true, true]);
});

test('a change does not wait for ever where each turn brings another', async () => {
  let answered = false;
  const changes = [commitTogether(note('f0')).then(() => (answered = true))];
  while (!answered && changes.length < 10) {
    changes.push(commitTogether(note(`f${changes.length}`)));
    await setImmediate();
  }
  assert.equal(answered, true);
  await Promise.all(changes);
});

test('a change that comes alone has no transaction around it', async () => {
  assert.equal(await commitTogether(note('alone')), false);
  assert.equal(found('alone'), true);
});

test('a change that fails takes no other with it', async () => {
  const results = await Promise.allSettled(['first', 'first', 'last'].map((text) => commitTogether(note(text))));
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual([found('first'), found('last'), database.isTransaction], [true, true, false]);
});

test('where another process does not let go of the file, all fail, and the next succeed', async () => {
  elsewhere.exec('begin immediate');
  database.exec('PRAGMA busy_timeout = 1');
  const results = await Promise.allSettled(['x', 'y'].map((text) => commitTogether(note(text))));
  elsewhere.exec('rollback');
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.deepEqual([found('x'), found('y')], [false, false]);
  assert.equal(await commitTogether(note('z')), false);
});

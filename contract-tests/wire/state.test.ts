import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { compareState } from '../../parity/compare-state.ts';
import { watchState } from './state.ts';

const root = mkdtempSync(join(tmpdir(), 'lockstep-state-'));
after(() => rmSync(root, { recursive: true, force: true }));

function open(name: string) {
  const file = join(root, name);
  const database = new DatabaseSync(file);
  database.exec('create table people (id text primary key, name text, age integer)');
  return { database, watch: watchState(file) };
}

test('tells which rows were inserted, updated and deleted since it was last asked', () => {
  const { database, watch } = open('changes');
  database.exec("insert into people values ('1', 'Ada', 36)");
  assert.deepEqual(watch.changed(), [
    { table: 'people', key: '1', change: 'inserted', values: { id: '1', name: 'Ada', age: 36 } },
  ]);
  database.exec("update people set age = 37 where id = '1'");
  assert.deepEqual(watch.changed(), [
    { table: 'people', key: '1', change: 'updated', values: { id: '1', name: 'Ada', age: 37 } },
  ]);
  database.exec('delete from people');
  assert.deepEqual(watch.changed(), [{ table: 'people', key: '1', change: 'deleted', values: {} }]);
  assert.deepEqual(watch.changed(), []);
  watch.close();
  database.close();
});

test('shows a write that one server did not make, and a value that it made otherwise', () => {
  const [a, b] = [open('a'), open('b')];
  a.database.exec("insert into people values ('1', 'Ada', 36), ('2', 'Grace', 40)");
  b.database.exec("insert into people values ('1', 'Ada', 37)");
  const differences = compareState(a.watch.changed(), b.watch.changed());
  assert.deepEqual(differences.map(({ kind }) => kind).sort(), ['state-row', 'state-value']);
  for (const { database, watch } of [a, b]) {
    watch.close();
    database.close();
  }
});

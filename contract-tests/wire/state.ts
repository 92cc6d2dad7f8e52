import { DatabaseSync } from 'node:sqlite';
import type { ChangedRow } from '../../parity/compare-state.ts';

/** The changes that a server makes in its database. */
export interface StateWatch {
  /** The rows changed since it was last asked, each with its values now. */
  changed(): ChangedRow[];
  close(): void;
}

const LOG = 'lockstep_changes';
const EVENTS = { inserted: ['insert', 'new'], updated: ['update', 'new'], deleted: ['delete', 'old'] } as const;

/**
 * Watches a database by triggers that note which rows change: to compare two whole databases after every case would cost more with
 * every case. Tables of the migrations are left out.
 * @param file of a database that a server has open
 */
export function watchState(file: string): StateWatch {
  const database = new DatabaseSync(file, { timeout: 2000 });
  database.exec(`create table if not exists ${LOG} (table_name text, key text, change text)`);
  const keys = new Map(tablesOf(database).map((table) => [table, keyOf(database, table)]));
  for (const [table, key] of keys) {
    for (const [change, [event, row]] of Object.entries(EVENTS)) {
      database.exec(
        `create trigger if not exists ${LOG}_${table}_${change} after ${event} on ${quoted(table)}
         begin insert into ${LOG} values ('${table}', ${row}.${quoted(key)}, '${change}'); end`,
      );
    }
  }
  return {
    changed() {
      const noted = database.prepare(`delete from ${LOG} returning table_name, key, change`).all();
      return noted.map(({ table_name, key, change }): ChangedRow => {
        const table = String(table_name);
        const keyColumn = keys.get(table) ?? 'rowid';
        const row = database.prepare(`select * from ${quoted(table)} where ${quoted(keyColumn)} = ?`).get(String(key));
        // The trigger writes one of these three.
        return { table, key: String(key), change: change as ChangedRow['change'], values: { ...row } };
      });
    },
    close: () => database.close(),
  };
}

function tablesOf(database: DatabaseSync): string[] {
  const rows = database.prepare("select name from sqlite_master where type = 'table'").all();
  return rows.map(({ name }) => String(name)).filter((name) => !/^(sqlite_|kysely_|lockstep_)/.test(name));
}

/** @throws {Error} where the table has no primary key of one column */
function keyOf(database: DatabaseSync, table: string): string {
  const columns = database.prepare(`select name from pragma_table_info('${table}') where pk > 0`).all();
  const [column] = columns;
  if (column === undefined || columns.length > 1)
    throw new Error(`the table ${table} has no primary key of one column`);
  return String(column.name);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
} from 'kysely';
import { makeDirectory } from '../directory.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { migrate } from './migrations.ts';
import { whileBusy } from './patience.ts';
import type { Tables } from './schema.ts';
import { StoreError } from './store-error.ts';

/** How long a query waits for another process's write before it fails; it blocks the event loop meanwhile. */
const BUSY_TIMEOUT_MS = 2000;

/**
 * Opens the database file, making it and its directory where there is none, and brings its schema up to date.
 * Write-ahead logging lets both server processes use it at once; `synchronous = FULL` makes a commit survive a power cut.
 * @throws {StoreError} when the directory cannot be written, the file is not a sound database, or it is from a newer version
 */
export async function openSqlite(file: string): Promise<Kysely<Tables>> {
  const database = openDatabase(file);
  const db = new Kysely<Tables>({ dialect: new TransactionalSqliteDialect({ database: forKysely(database) }) });
  opened.set(db, { database, commitTogether: createGroupCommit(database) });
  try {
    await migrate(db, file);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

interface Opened {
  readonly database: DatabaseSync;
  readonly commitTogether: GroupCommit;
}

const opened = new WeakMap<Kysely<Tables>, Opened>();

/**
 * A query for one row, run by the database itself: Kysely's way to it costs several times what the row does. For queries outside of
 * transactions only; `undefined` where there is no such way, as within one.
 */
export function directQuery<Row>(db: Kysely<Tables>, { sql }: CompiledQuery<Row>): RowQuery<Row> | undefined {
  const statement = opened.get(db)?.database.prepare(sql);
  // The row is what the query says; the database does not know of types.
  return statement && ((values) => statement.get(...values) as Row | undefined);
}

/** The same for a change of one row, which is committed together with others. */
export function directChange<Row>(db: Kysely<Tables>, { sql }: CompiledQuery<Row>): RowChange<Row> | undefined {
  const known = opened.get(db);
  if (known === undefined) return undefined;
  const statement = known.database.prepare(sql);
  // To its end, where a change alone is committed and says so if it is not.
  return (values) => known.commitTogether(() => statement.all(...values)[0] as Row | undefined);
}

type Values = readonly (string | null)[];
export type RowQuery<Row> = (values: Values) => Row | undefined;
export type RowChange<Row> = (values: Values) => Promise<Row | undefined>;

function openDatabase(file: string): DatabaseSync {
  try {
    makeDirectory(dirname(file));
  } catch (cause) {
    throw new StoreError(`cannot make the data directory ${dirname(file)}`, { cause });
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    const sound = database;
    whileBusy(BUSY_TIMEOUT_MS, () => {
      // Before anything is written: a damaged file stays as it is found.
      assertSound(sound);
      sound.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    });
    return database;
  } catch (cause) {
    database?.close();
    throw new StoreError(`cannot use the database ${file}`, { cause });
  }
}

/**
 * A damaged page would otherwise be met by some request, later. The quicker `quick_check` does not compare indexes with their
 * table: a damaged one hides an account, or lets its email be taken twice. 100,000 accounts take 0.4 s.
 */
function assertSound(database: DatabaseSync): void {
  const row = database.prepare('PRAGMA integrity_check(1)').get();
  const verdict = row?.integrity_check;
  if (verdict !== 'ok') throw new Error(`it is damaged (${String(verdict)})`);
}

/** Kysely runs migrations in a transaction only where the adapter says that it can; SQLite can. */
class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * The face that Kysely's own SQLite dialect expects, over `node:sqlite`. Statements are prepared once: the texts are few and
 * fixed. Transactions take the write lock at once (`begin immediate`): one that read first could not wait for another
 * process's write, it would fail.
 */
function forKysely(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = toKyselyStatement(database.prepare(sql === 'begin' ? 'begin immediate' : sql));
      statements.set(sql, statement);
      return statement;
    },
  };
}

function toKyselyStatement(statement: StatementSync): SqliteStatement {
  // Kysely hands on what the queries bind: texts, numbers and nulls.
  const bind = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...bind(parameters)),
    run: (parameters) => {
      const { changes, lastInsertRowid } = statement.run(...bind(parameters));
      return { changes, lastInsertRowid };
    },
    iterate: (parameters) => statement.iterate(...bind(parameters)) as IterableIterator<unknown>,
  };
}

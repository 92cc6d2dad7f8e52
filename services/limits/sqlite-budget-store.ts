import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeDirectory } from '../directory.ts';
import { whileBusy } from '../store/patience.ts';
import { StoreError } from '../store/store-error.ts';
import type { BudgetStore } from './budget-store.ts';

/** Opening waits this long for another process that opens the same file. */
const OPEN_TIMEOUT_MS = 2000;
/** A lease waits this long for another process's write; it blocks the event loop meanwhile. */
const BUSY_TIMEOUT_MS = 20;
const SWEEP_INTERVAL_MS = 60_000;
const SWEEP_ROWS = 5000;
const REPORT_INTERVAL_MS = 1000;

const SETUP = `
  pragma journal_mode = wal;
  pragma synchronous = off;
  create table if not exists budgets (key text primary key, leased integer not null, ends_at_ms integer not null) without rowid;
  create index if not exists budgets_by_end on budgets (ends_at_ms);
  pragma busy_timeout = ${BUSY_TIMEOUT_MS};`;

export interface SqliteBudgetStoreOptions {
  readonly file: string;
  readonly onError: (error: unknown) => void;
}

/**
 * Budgets in an SQLite file of their own, beside the users': counters need no `fsync`, and a full disk of counters must not stop
 * logins. Where the store does not answer within 20 ms, that is reported, at most once a second, and each process counts for
 * itself: a limit that is lenient for a moment harms less than an API that is down.
 * @throws {StoreError} when the file cannot be used
 */
export function openSqliteBudgetStore({ file, onError }: SqliteBudgetStoreOptions): BudgetStore {
  const database = open(file);
  const lease = database.prepare(`
    insert into budgets (key, leased, ends_at_ms) values (:key, :count, :now + :window)
    on conflict (key) do update set
      leased = case when ends_at_ms <= :now then :count else leased + :count end,
      ends_at_ms = case when ends_at_ms <= :now then :now + :window else ends_at_ms end
    returning leased, ends_at_ms`);
  const giveBack = database.prepare('update budgets set leased = max(0, leased - :count) where key = :key');
  const sweep = database.prepare(
    `delete from budgets where key in (select key from budgets where ends_at_ms <= :now limit ${SWEEP_ROWS})`,
  );
  const sweeper = setInterval(() => attempt(() => sweep.run({ now: Date.now() })), SWEEP_INTERVAL_MS).unref();

  let reportedAtMs = Number.NEGATIVE_INFINITY;
  function report(error: unknown): void {
    const now = performance.now();
    if (now - reportedAtMs < REPORT_INTERVAL_MS) return;
    reportedAtMs = now;
    onError(error);
  }

  function attempt<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  return {
    lease(key, count, windowMs, nowMs) {
      const row = attempt(() => lease.get({ key, count, window: windowMs, now: nowMs }));
      return row && { leased: Number(row.leased), endsAtMs: Number(row.ends_at_ms) };
    },
    giveBack(key, count) {
      attempt(() => giveBack.run({ key, count }));
    },
    close() {
      clearInterval(sweeper);
      database.close();
    },
  };
}

function open(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    makeDirectory(dirname(file));
    const opened = new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS });
    database = opened;
    whileBusy(OPEN_TIMEOUT_MS, () => opened.exec(SETUP));
    return opened;
  } catch (cause) {
    database?.close();
    throw new StoreError(`cannot use the limits' database ${file}`, { cause });
  }
}

import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

/** Somebody else writes the journal. */
export class JournalInUseError extends Error {
  override readonly name = 'JournalInUseError';
}

const RETRY_AFTER_MS = 20;

/** A worker that is replaced lets go sooner. */
const TOLD_AFTER_MS = 1_000;

/**
 * Takes the lock of a journal, waiting up to `waitMs` for its holder to let go, and gives back what releases it. The lock is one of
 * the operating system (SQLite's, on an empty database), so a holder that is killed has let go at that moment, no process with its
 * number can be taken for it, and two containers on one disk keep each other out.
 * @param onWait told once, when it takes long
 * @throws {JournalInUseError} when the holder keeps it
 * @throws {Error} of SQLite, when the file cannot be made or locked
 */
export async function acquireLock(
  path: string,
  waitMs: number,
  onWait: (path: string, leftMs: number) => void = () => {},
): Promise<() => void> {
  const deadline = performance.now() + waitMs;
  let tellAt = performance.now() + TOLD_AFTER_MS;
  for (;;) {
    const release = tryLock(path);
    if (release !== undefined) return release;
    if (performance.now() >= deadline) {
      throw new JournalInUseError(
        `another router holds ${path}, and did not let go within ${waitMs} ms; only one may use a DATA_DIR`,
      );
    }
    if (performance.now() >= tellAt) {
      tellAt = Number.POSITIVE_INFINITY;
      onWait(path, Math.round(deadline - performance.now()));
    }
    await wait(RETRY_AFTER_MS);
  }
}

function tryLock(path: string): (() => void) | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    chmodSync(path, 0o600);
    database.exec('BEGIN EXCLUSIVE');
    return () => database.close();
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/** SQLITE_BUSY, with its extended codes in the upper bits. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}

import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createJournal, type Journal } from './journal.ts';
import { acquireLock, JournalInUseError } from './lock.ts';
import { createFileStorage, type JournalStorage, journalPath } from './storage.ts';

export interface OpenOptions {
  /** Time of day, in milliseconds since 1970. */
  readonly now?: () => number;
  /** How long the process before may take to let go. */
  readonly lockWaitMs?: number;
  /** It takes long; called once, with the lock's file and for how long it is waited still. */
  readonly onLockWait?: (path: string, leftMs: number) => void;
  readonly afterAcknowledgement?: (work: () => void) => void;
}

const LOCK_WAIT_MS = 10_000;
/** An answer over a loopback socket takes one or two; a crash within this time takes back a raise that was acknowledged. */
const ACKNOWLEDGED_AFTER_MS = 50;

/**
 * Opens `rollout.journal` in a directory, which is made where it is not there, for this process alone; closing it lets others at
 * it. Where the directory cannot be written it is a journal that cannot be written either, so that the router runs, at 0 %.
 * @throws {JournalInUseError} when another process keeps it
 */
export async function openJournal(dataDirectory: string, options: OpenOptions = {}): Promise<Journal> {
  const { now = Date.now, lockWaitMs = LOCK_WAIT_MS, afterAcknowledgement = soon } = options;
  const path = journalPath(dataDirectory);
  const { storage, release } = await lockedStorage(path, (lock) => acquireLock(lock, lockWaitMs, options.onLockWait));
  const journal = await createJournal(storage, { now, afterAcknowledgement });
  return {
    ...journal,
    async close() {
      try {
        await journal.close();
      } finally {
        release();
      }
    },
  };
}

async function lockedStorage(
  path: string,
  acquire: (lock: string) => Promise<() => void>,
): Promise<{ storage: JournalStorage; release: () => void }> {
  const storage = createFileStorage(path);
  try {
    await makeDirectory(dirname(path));
    return { storage, release: await acquire(`${path}.lock`) };
  } catch (error) {
    if (error instanceof JournalInUseError) throw error;
    return { storage: readOnly(storage, error), release: () => {} };
  }
}

/** Nothing may be written without the lock. */
function readOnly(storage: JournalStorage, reason: unknown): JournalStorage {
  const refuse = () => Promise.reject(reason);
  return { ...storage, append: refuse, replace: refuse, truncate: refuse, setAside: refuse };
}

/** Node's own recursive way never ends where the system refuses to make one in a directory that is there (`/proc/x`, seen with Node 26.10). */
async function makeDirectory(path: string): Promise<void> {
  if (await isThere(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeDirectory(parent);
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    // Another process made it in the meantime.
    if (error.code !== 'EEXIST') throw error;
  });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function soon(work: () => void): void {
  setTimeout(work, ACKNOWLEDGED_AFTER_MS).unref();
}

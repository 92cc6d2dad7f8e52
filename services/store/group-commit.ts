import type { DatabaseSync } from 'node:sqlite';

/** Makes a change, together with those that come at about the same time; answers once it is on the disk. */
export type GroupCommit = <T>(change: () => T) => Promise<T>;

/** A change waits for this many turns at most; one that comes alone waits for one. */
const MOST_TURNS = 4;

/**
 * Commits changes together in one transaction: a commit waits for the disk, which costs some thirty times what a change does, and blocks
 * the event loop. They are gathered as long as each turn brings more, and nobody is answered before the commit.
 * @param database no transaction may be open on it when changes are asked for
 */
export function createGroupCommit(database: DatabaseSync): GroupCommit {
  let waiting: Waiting[] = [];

  function gather(turn: number, before: number): void {
    const now = waiting.length;
    if (now > before && turn < MOST_TURNS) {
      setImmediate(gather, turn + 1, now);
      return;
    }
    const changes = waiting;
    waiting = [];
    if (changes.length === 1) each(changes);
    else together(database, changes);
  }

  return <T>(change: () => T) =>
    new Promise<T>((resolve, reject) => {
      // What comes from `run` is what `resolve` takes; the list of several kinds of change cannot say so.
      waiting.push({ run: change, resolve: resolve as (value: unknown) => void, reject });
      if (waiting.length === 1) setImmediate(gather, 1, 0);
    });
}

interface Waiting {
  readonly run: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

function together(database: DatabaseSync, changes: readonly Waiting[]): void {
  try {
    // Waits for another process's write, once for all.
    database.exec('begin immediate');
  } catch (error) {
    for (const { reject } of changes) reject(error);
    return;
  }
  try {
    const results = changes.map(({ run }) => run());
    database.exec('commit');
    for (const [index, { resolve }] of changes.entries()) resolve(results[index]);
  } catch {
    if (database.isTransaction) database.exec('rollback');
    // One that fails takes no other with it.
    each(changes);
  }
}

/** Each in a transaction of its own. */
function each(changes: readonly Waiting[]): void {
  for (const { run, resolve, reject } of changes) {
    try {
      resolve(run());
    } catch (error) {
      reject(error);
    }
  }
}

import { readContents, reasonOf } from './contents.ts';
import type { JournalEntry } from './entry.ts';
import { createGroupCommit } from './group-commit.ts';
import { compacted, encodeImage, encodeRecords, extend, imageOf, newestOf } from './image.ts';
import type { JournalRecord } from './record.ts';
import { afterDamage, lossOf, withdrawalOf } from './recovery.ts';
import { NOTHING_DECIDED, type RolloutState } from './state.ts';
import type { JournalStorage } from './storage.ts';

/** The changes of the rollout, on a disk. */
export interface Journal {
  readonly opening: Opening;
  /** What holds by the entries that are on the disk. */
  state(): RolloutState;
  /** Oldest first; those that a rewriting dropped are no longer there. */
  entries(): readonly JournalEntry[];
  /** Why the last write failed; undefined once one succeeded. */
  problem(): string | undefined;
  /**
   * Settles when the entries are on the disk. Their epochs follow the last one there.
   * @throws {Error} of the storage; the next call then writes a new file, so that nothing half-written or unsynced is built upon
   */
  append(entries: readonly JournalEntry[]): Promise<void>;
  /** `listener` is called whenever a write fails, before anybody else learns of it. */
  onFailure(listener: (reason: string) => void): void;
  /** Confirms what was acknowledged, and closes the file. */
  close(): Promise<void>;
}

/** What was found at opening. */
export type Opening =
  | { readonly kind: 'begun' }
  | { readonly kind: 'continued'; readonly tornBytes: number; readonly withdrawn: boolean }
  /** What was wrong, and where the damaged file is kept. */
  | { readonly kind: 'damaged'; readonly reason: string };

export interface JournalOptions {
  /** Time of day, in milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Runs work once whoever asked for a raise has surely been told that it holds. Until that work has run, a restart takes the raise
   * back: one that was on the disk, but that nobody was told of, must not come into effect by a crash.
   */
  readonly afterAcknowledgement: (work: () => void) => void;
  /** Size at which the file is rewritten with its last entries only. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 1024 * 1024;

/**
 * Opens the journal of a storage, or begins it. A last line that was cut off is dropped; a damaged file is kept beside, and a new
 * one begun at 0 %. Does not throw for what the storage does: `problem` says why it cannot be written.
 */
export async function createJournal(storage: JournalStorage, options: JournalOptions): Promise<Journal> {
  const { now, afterAcknowledgement, maxBytes = MAX_BYTES } = options;
  const at = () => new Date(now()).toISOString();
  let image = imageOf(NOTHING_DECIDED);
  let sizeBytes = 0;
  let rewriteAtBytes = maxBytes;
  let mustRewrite = false;
  let damagedSuffix: string | undefined;
  let confirming = 0;
  let problem: string | undefined;
  let failed: (reason: string) => void = () => {};

  const { write, idle } = createGroupCommit<JournalRecord>(
    async (records) => {
      const next = extend(image, records);
      const bytes = encodeRecords(records);
      if (mustRewrite || sizeBytes + bytes.length > rewriteAtBytes) {
        image = await rewrite(compacted(next, maxBytes));
      } else {
        await storage.append(bytes);
        sizeBytes += bytes.length;
        image = next;
      }
      problem = undefined;
    },
    (error) => {
      mustRewrite = true;
      problem = reasonOf(error);
      failed(problem);
    },
  );

  async function rewrite(next: typeof image): Promise<typeof image> {
    if (damagedSuffix !== undefined) await storage.setAside(damagedSuffix);
    damagedSuffix = undefined;
    const bytes = encodeImage(next);
    await storage.replace(bytes);
    sizeBytes = bytes.length;
    rewriteAtBytes = Math.max(maxBytes, 2 * sizeBytes);
    mustRewrite = false;
    return next;
  }

  function confirm(epoch: number): Promise<void> {
    if (epoch <= Math.max(confirming, image.confirmed) || problem !== undefined) return Promise.resolve();
    confirming = epoch;
    return write([{ kind: 'confirm', epoch }]).catch(alreadyTold);
  }

  async function open(): Promise<Opening> {
    const found = await contentsOf(storage);
    if (found === undefined) {
      mustRewrite = true;
      await write([]).catch(alreadyTold);
      return { kind: 'begun' };
    }
    if (found.kind === 'damaged') {
      image = imageOf(afterDamage(found.epoch));
      mustRewrite = true;
      damagedSuffix = `damaged-${at().replaceAll(':', '-')}`;
      const reason = `the journal was damaged (${found.reason}); it is kept as rollout.journal.${damagedSuffix}`;
      const entry = lossOf(newestOf(image), found.epoch + 1, reason, at());
      await write([{ kind: 'entry', entry }]).catch(alreadyTold);
      return { kind: 'damaged', reason };
    }
    const { tornBytes } = found;
    ({ image, sizeBytes } = found);
    if (tornBytes > 0) await storage.truncate(sizeBytes).catch(() => (mustRewrite = true));
    const withdrawal = withdrawalOf(image, at());
    const epoch = newestOf(image).epoch + (withdrawal === undefined ? 0 : 1);
    const entries: JournalRecord[] = withdrawal === undefined ? [] : [{ kind: 'entry', entry: withdrawal }];
    // Written in any case: that the journal cannot be written must be known before anybody goes to the candidate.
    await write([...entries, { kind: 'confirm', epoch }]).catch(alreadyTold);
    return { kind: 'continued', tornBytes, withdrawn: withdrawal !== undefined };
  }

  const opening = await open();
  return {
    opening,
    state: () => newestOf(image),
    entries: () => image.entries,
    problem: () => problem,
    async append(entries) {
      await write(entries.map((entry) => ({ kind: 'entry', entry })));
      const epoch = entries.at(-1)?.epoch;
      if (epoch !== undefined && image.inDoubt.length > 1) afterAcknowledgement(() => void confirm(epoch));
    },
    onFailure(listener) {
      failed = listener;
    },
    async close() {
      await idle();
      await confirm(newestOf(image).epoch);
      await storage.close();
    },
  };
}

async function contentsOf(storage: JournalStorage): Promise<ReturnType<typeof readContents> | undefined> {
  try {
    const bytes = await storage.read();
    return bytes === undefined ? undefined : readContents(bytes);
  } catch (error) {
    return { kind: 'damaged', reason: `it cannot be read: ${reasonOf(error)}`, epoch: 0 };
  }
}

/** A failed write was told to the listener. */
function alreadyTold(): void {}

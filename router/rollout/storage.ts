import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The file under a journal: bytes, and what is certain about them when a promise settles. */
export interface JournalStorage {
  /** Undefined where there is no file. */
  read(): Promise<Buffer | undefined>;
  /** Adds bytes at the end; on the disk when it settles. */
  append(bytes: Buffer): Promise<void>;
  /** Puts a new file in the place of the old one, at once: whoever reads finds the one or the other. On the disk when it settles. */
  replace(bytes: Buffer): Promise<void>;
  truncate(sizeBytes: number): Promise<void>;
  /** Takes the file out of the way and keeps it. Where there is none it does nothing. Settles with its new path. */
  setAside(suffix: string): Promise<string>;
  close(): Promise<void>;
}

/** A journal is rewritten long before; a file of this size is none. */
const MAX_SIZE_BYTES = 64 * 1024 * 1024;
/** Only the router's user may read who changed what, or change it. */
const MODE = 0o600;

/** A journal's file on a real disk. Nothing is opened before its first use. */
export function createFileStorage(path: string): JournalStorage {
  let handle: FileHandle | undefined;
  const release = async () => {
    const old = handle;
    handle = undefined;
    await old?.close();
  };
  const opened = async () => {
    handle ??= await open(path, constants.O_RDWR | constants.O_APPEND);
    await assertInPlace(path, handle);
    return handle;
  };

  return {
    async read() {
      const size = await sizeOf(path);
      if (size === undefined) return undefined;
      if (size > MAX_SIZE_BYTES) throw new Error(`${path} has ${size} bytes; a journal has at most ${MAX_SIZE_BYTES}`);
      return readFile(path);
    },
    async append(bytes) {
      const file = await opened();
      await file.appendFile(bytes);
      await file.datasync();
    },
    async replace(bytes) {
      const next = `${path}.next`;
      await rm(next, { force: true });
      const file = await open(next, 'wx', MODE);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await release();
      await rename(next, path);
      await syncDirectory(dirname(path));
    },
    async truncate(sizeBytes) {
      const file = await opened();
      await file.truncate(sizeBytes);
      await file.sync();
    },
    async setAside(suffix) {
      await release();
      const kept = `${path}.${suffix}`;
      if ((await sizeOf(path)) === undefined) return kept;
      await rename(path, kept);
      await syncDirectory(dirname(path));
      return kept;
    },
    close: release,
  };
}

/** Where the journal of a data directory lies. */
export function journalPath(dataDirectory: string): string {
  return join(dataDirectory, 'rollout.journal');
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Without this, writes to a file that somebody removed or replaced would be acknowledged and gone at the next start. */
async function assertInPlace(path: string, handle: FileHandle): Promise<void> {
  const [there, ours] = await Promise.all([stat(path), handle.stat()]);
  if (there.ino !== ours.ino || there.dev !== ours.dev) throw new Error(`${path} was replaced by somebody else`);
}

/** A new name is on the disk when its directory is. Windows opens no directories; its file systems journal names. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

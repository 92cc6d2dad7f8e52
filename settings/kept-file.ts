import { randomUUID } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What stands in the file, or `undefined` where there is none. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * What stands in the file, which is made where there is none. Of two processes that make it at the same time one wins, and both read
 * what it wrote: a file appears under its name whole or not at all.
 */
export function keep(file: string, mode: number, make: () => string): string {
  const there = readIfThere(file);
  if (there !== undefined) return there;
  makeDirectory(dirname(file));
  // Not the process id: in two containers over one directory both may be process 1.
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, make(), { mode, flag: 'wx' });
    // The process may make its files for itself alone; this one's mode is as it says.
    chmodSync(draft, mode);
    linkUnlessThere(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}

/** Node's own recursive way never ends where the system refuses to make a directory in one that is there (`/proc/x`). */
export function makeDirectory(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (there !== undefined) throw new Error(`${path} is not a directory`);
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

function linkUnlessThere(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

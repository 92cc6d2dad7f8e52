import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../directory.ts';
import { StoreError } from '../store/store-error.ts';

const SECRET_BYTES = 48;
const MIN_SECRET_BYTES = 32;
const FILE_NAME = 'jwt-secret';

/**
 * The secret of development: made once in the data directory, readable by its owner alone, shared by both servers.
 * Of two processes that make one at the same time, one wins and both read it: a file appears under its name whole or not at all.
 * @throws {StoreError} when the directory cannot be written or the file holds no secret
 */
export function developmentSecret(dataDir: string, randomBytes: (size: number) => Buffer): string {
  const file = join(dataDir, FILE_NAME);
  try {
    makeDirectory(dataDir);
    return readIfThere(file) ?? make(file, randomBytes);
  } catch (cause) {
    throw new StoreError(`cannot keep the token secret in ${dataDir}`, { cause });
  }
}

function make(file: string, randomBytes: (size: number) => Buffer): string {
  // Not the process id: in two containers over one directory both may be process 1.
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    linkUnlessThere(draft, file);
    return readIfThere(file) ?? fail(`${file} vanished`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function readIfThere(file: string): string | undefined {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    return Buffer.byteLength(secret) >= MIN_SECRET_BYTES
      ? secret
      : fail(`${file} holds fewer than ${MIN_SECRET_BYTES} bytes`);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
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
  return (error as NodeJS.ErrnoException).code === code;
}

function fail(message: string): never {
  throw new Error(message);
}

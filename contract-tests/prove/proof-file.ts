import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { MAX_TOKEN_BYTES } from '../../parity/proof.ts';
import { isRecord } from '../../parity/proof-form.ts';
import { makeDirectory } from '../../settings/kept-file.ts';
import { ProveError } from './prove-error.ts';

/** Of what stands around the token in the file. */
const MAX_FILE_BYTES = MAX_TOKEN_BYTES + 1024;

/** Where the proof of the servers over this data directory is kept. */
export function proofFileIn(dataDir: string): string {
  return join(dataDir, 'proof.json');
}

export function hasProof(file: string): boolean {
  return existsSync(file);
}

/**
 * Puts a token into its file, in the place of an older one; whoever reads meanwhile finds the one or the other, whole.
 * @throws {ProveError} and leaves the older one
 */
export function writeProof(file: string, token: string): void {
  const draft = `${file}.${randomUUID()}`;
  try {
    makeDirectory(dirname(file));
    writeDurably(draft, `${JSON.stringify({ proof: token })}\n`);
    renameSync(draft, file);
    syncDirectory(dirname(file));
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new ProveError(`cannot write the proof ${file}`, { cause });
  }
}

/**
 * The token in a file.
 * @throws {ProveError} where there is none
 */
export function readProofFile(file: string): string {
  let text: string;
  try {
    text = readRegularFile(file);
  } catch (cause) {
    throw new ProveError(`cannot read the proof ${file}`, { cause });
  }
  const token = tokenIn(text);
  if (token === undefined) throw new ProveError(`${file} holds no proof; allowed: {"proof":"<token>"}`);
  return token;
}

/** What is no regular file may never come to an end, and a pipe not even be opened. */
function readRegularFile(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const there = fstatSync(descriptor);
    if (!there.isFile()) throw new Error('it is no regular file');
    if (there.size > MAX_FILE_BYTES) throw new Error(`it is larger than ${MAX_FILE_BYTES} bytes`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function tokenIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && typeof value.proof === 'string' ? value.proof : undefined;
  } catch {
    return undefined;
  }
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o644);
  try {
    writeFileSync(descriptor, text);
    // Nothing in it is secret, and a router may run as another user.
    fchmodSync(descriptor, 0o644);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A rename is durable once its directory is; Windows has no such thing. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_TOKEN_BYTES } from './proof.ts';
import { isRecord } from './proof-form.ts';

/** Of what stands around the token in the file. */
const MAX_FILE_BYTES = MAX_TOKEN_BYTES + 1024;

/** Where the proof of the servers over this data directory is kept. */
export function proofFileIn(dataDir: string): string {
  return join(dataDir, 'proof.json');
}

/** Where the key is kept that proofs are checked with, if none is given. */
export function publicKeyFileIn(dataDir: string): string {
  return join(dataDir, 'proof-public-key.pem');
}

/** A file that holds no proof; the message says which and why. */
export class ProofFileError extends Error {
  override readonly name = 'ProofFileError';
}

/**
 * The token in a file.
 * @throws {ProofFileError} where there is none; `cause` has the code of the system's error
 */
export function readProofToken(file: string): string {
  let text: string;
  try {
    text = readRegularFile(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProofFileError(`cannot read the proof ${file}: ${why}`, { cause });
  }
  const token = tokenIn(text);
  if (token === undefined) throw new ProofFileError(`${file} holds no proof; allowed: {"proof":"<token>"}`);
  return token;
}

/** Opened without waiting for a writer: to open a pipe otherwise takes until somebody writes to it. */
function readRegularFile(file: string): string {
  const { O_RDONLY, O_NONBLOCK } = constants;
  const descriptor = openSync(file, O_RDONLY | (O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error('it is no regular file');
    if (stats.size > MAX_FILE_BYTES) throw new Error(`it is larger than ${MAX_FILE_BYTES} bytes`);
    const bytes = Buffer.alloc(MAX_FILE_BYTES);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes));
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

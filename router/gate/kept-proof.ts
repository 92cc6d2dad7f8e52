import { hash, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { readProof } from '../../parity/proof.ts';
import { proofFileIn, publicKeyFileIn, readProofToken } from '../../parity/proof-file.ts';
import type { Proof } from '../../parity/proof-payload.ts';
import { ed25519Key } from '../../settings/values.ts';

/** The proof that is kept in the data directory, or why there is none that could be relied on. */
export type KeptProof =
  /** `id` tells proofs apart. */
  | { readonly kind: 'signed'; readonly proof: Proof; readonly id: string }
  | { readonly kind: 'none'; readonly reason: string }
  /** There is a file, and it, or the key to check it with, is not what it has to be. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** @returns reads the proof whenever its file or the key's has changed */
export function createProofReader(dataDir: string, givenKey: KeyObject | undefined): () => Promise<KeptProof> {
  const files = { proof: proofFileIn(dataDir), key: publicKeyFileIn(dataDir) };
  let seen = '';
  let kept: Promise<KeptProof> | undefined;
  return () => {
    const now = `${stampOf(files.proof)} ${givenKey === undefined ? stampOf(files.key) : ''}`;
    if (kept === undefined || now !== seen) {
      seen = now;
      kept = read(files.proof, givenKey, files.key);
    }
    return kept;
  };
}

async function read(file: string, givenKey: KeyObject | undefined, keyFile: string): Promise<KeptProof> {
  try {
    const token = readProofToken(file);
    const verdict = await readProof(token, givenKey ?? keyIn(keyFile), { now: new Date() });
    // An expired one is still a proof: what was raised by it stays, and only a raise asks for the time.
    if (verdict.kind !== 'invalid')
      return { kind: 'signed', proof: verdict.proof, id: hash('sha256', token).slice(0, 12) };
    return { kind: 'invalid', reason: `the proof ${file} is not valid: ${verdict.reason}` };
  } catch (error) {
    if (hasNoFile(error))
      return {
        kind: 'none',
        reason: `there is no proof (${file}); npm run prove makes one, or npm run parity -- --sign for servers of your own`,
      };
    return { kind: 'invalid', reason: error instanceof Error ? error.message : String(error) };
  }
}

function keyIn(file: string): KeyObject {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`there is no key to check the proof with: PROOF_PUBLIC_KEY is not set and ${file} cannot be read`);
  }
  try {
    return ed25519Key('', 'public').parse(text);
  } catch {
    throw new Error(`${file} holds no Ed25519 public key to check the proof with`);
  }
}

/** What changes when a file is written anew or replaced. */
function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? 'none' : `${stats.ino}.${stats.size}.${stats.mtimeNs}`;
}

function hasNoFile(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

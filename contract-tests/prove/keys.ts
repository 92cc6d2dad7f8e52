import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { keep, readIfThere } from '../../settings/kept-file.ts';
import { ProveError } from './prove-error.ts';

const PRIVATE_FILE = 'proof-private-key.pem';
const PUBLIC_FILE = 'proof-public-key.pem';

/** The keys that the settings give. */
export interface GivenKeys {
  readonly privateKey: KeyObject | undefined;
  readonly publicKey: KeyObject | undefined;
}

/**
 * The key that proofs are signed with: PROOF_PRIVATE_KEY, or the one in the data directory, which is made on first use together with
 * the public one. The public half that is set or kept must be its own: whoever checks with it would refuse every proof.
 * @throws {ProveError}
 */
export function signingKey(dataDir: string, { privateKey, publicKey }: GivenKeys): KeyObject {
  if (privateKey !== undefined) {
    if (publicKey !== undefined) requirePair(privateKey, 'PROOF_PRIVATE_KEY', publicKey, 'PROOF_PUBLIC_KEY');
    return privateKey;
  }
  const files = filesIn(dataDir);
  if (publicKey !== undefined) {
    const kept = readKept(files.private, privateOf);
    if (kept === undefined)
      throw new ProveError(
        'PROOF_PUBLIC_KEY is set, but not the key to sign with; set PROOF_PRIVATE_KEY too, or neither',
      );
    requirePair(kept, files.private, publicKey, 'PROOF_PUBLIC_KEY');
    return kept;
  }
  return keptPair(files);
}

/**
 * The key that proofs are checked with.
 * @throws {ProveError} also where there is none yet
 */
export function checkingKey(dataDir: string, { privateKey, publicKey }: GivenKeys): KeyObject {
  if (privateKey !== undefined && publicKey !== undefined)
    requirePair(privateKey, 'PROOF_PRIVATE_KEY', publicKey, 'PROOF_PUBLIC_KEY');
  if (publicKey !== undefined) return publicKey;
  if (privateKey !== undefined) return createPublicKey(privateKey);
  const file = filesIn(dataDir).public;
  const kept = readKept(file, publicOf);
  if (kept === undefined)
    throw new ProveError(`there is no key to check with: PROOF_PUBLIC_KEY is not set and ${file} is not there`);
  return kept;
}

interface KeyFiles {
  readonly private: string;
  readonly public: string;
}

function filesIn(dataDir: string): KeyFiles {
  return { private: join(dataDir, PRIVATE_FILE), public: join(dataDir, PUBLIC_FILE) };
}

/** The private file is made first and the public one from it, so that whoever sees the public one finds the private one too. */
function keptPair(files: KeyFiles): KeyObject {
  const hasPublic = attempt(files.public, () => readIfThere(files.public)) !== undefined;
  if (hasPublic && readKept(files.private, privateOf) === undefined)
    throw new ProveError(
      `${files.private} is missing beside ${PUBLIC_FILE}; put it back, or remove both to begin anew`,
    );
  const privateKey = attempt(files.private, () => privateOf(keep(files.private, 0o600, newPrivateKey)));
  const publicKey = attempt(files.public, () => publicOf(keep(files.public, 0o644, () => publicPem(privateKey))));
  requirePair(privateKey, files.private, publicKey, files.public);
  return privateKey;
}

function newPrivateKey(): string {
  return String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

function publicPem(privateKey: KeyObject): string {
  return String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
}

function requirePair(privateKey: KeyObject, privateName: string, publicKey: KeyObject, publicName: string): void {
  if (!createPublicKey(privateKey).equals(publicKey))
    throw new ProveError(`${publicName} is not the public key of ${privateName}; they must belong together`);
}

function readKept(file: string, parse: (pem: string) => KeyObject): KeyObject | undefined {
  return attempt(file, () => {
    const pem = readIfThere(file);
    return pem === undefined ? undefined : parse(pem);
  });
}

function privateOf(pem: string): KeyObject {
  return ed25519(createPrivateKey(pem));
}

function publicOf(pem: string): KeyObject {
  // Of a private key Node would make the public one.
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) throw new Error('it holds no public key');
  return ed25519(createPublicKey(pem));
}

function ed25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('it holds no Ed25519 key');
  return key;
}

function attempt<Value>(file: string, run: () => Value): Value {
  try {
    return run();
  } catch (cause) {
    throw new ProveError(`cannot use the key ${file}`, { cause });
  }
}

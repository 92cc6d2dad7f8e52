import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { keep } from '../../settings/kept-file.ts';
import { ProveError } from './prove-error.ts';

/** As the servers make it, who may come first or second: `services/tokens/secret.ts`, which tests may not import. */
const FILE_NAME = 'jwt-secret';
const SECRET_BYTES = 48;
const MIN_SECRET_BYTES = 32;

/**
 * The secret that live servers sign tokens with where JWT_SECRET is not set: it shows in every token, so a proof is of servers with
 * this very secret.
 * @throws {ProveError} when it cannot be kept, or the file holds none
 */
export function keptTokenSecret(dataDir: string): string {
  const file = join(dataDir, FILE_NAME);
  let secret: string;
  try {
    secret = keep(file, 0o600, () => `${randomBytes(SECRET_BYTES).toString('base64url')}\n`).trim();
  } catch (cause) {
    throw new ProveError(`cannot keep the token secret in ${dataDir}`, { cause });
  }
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES)
    throw new ProveError(`${file} holds fewer than ${MIN_SECRET_BYTES} bytes`);
  return secret;
}

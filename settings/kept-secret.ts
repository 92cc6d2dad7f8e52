import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ConfigurationError } from './configuration-error.ts';
import { keep } from './kept-file.ts';

const SECRET_BYTES = 48;
const MIN_SECRET_BYTES = 16;

/**
 * A secret that is made on first use and kept in a file for its owner alone; every process that keeps one under this name has the same.
 * @param name of the file in the directory
 * @throws {ConfigurationError} where it cannot be kept, or where what stands in the file is no secret
 */
export function keptSecret(dataDir: string, name: string): string {
  const file = join(dataDir, name);
  let secret: string;
  try {
    secret = keep(file, 0o600, () => `${randomBytes(SECRET_BYTES).toString('base64url')}\n`).trim();
  } catch (cause) {
    throw new ConfigurationError([`cannot keep a secret in ${file}`], { cause });
  }
  if (Buffer.byteLength(secret) >= MIN_SECRET_BYTES) return secret;
  throw new ConfigurationError([
    `${file} holds fewer than ${MIN_SECRET_BYTES} bytes; allowed: at least that, or no file`,
  ]);
}

/** Shared by the router and the servers: with it the router marks what it repeats. */
export const REPLAY_TOKEN_FILE = 'replay-token';

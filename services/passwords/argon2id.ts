import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const argon2Async = promisify(argon2);

/** Cost of a hash: memory in KiB, passes over it, lanes. */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. */
export const OWASP_COST: Argon2Cost = { memoryKib: 19_456, passes: 2, parallelism: 1 };

const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** A stored hash may not make this process work without bounds. */
const MAX_MEMORY_KIB = 1_048_576;
const MAX_PASSES = 16;
const MAX_PARALLELISM = 16;

export interface Argon2Hash extends Argon2Cost {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** Hashes off the event loop; `salt` is 16 random bytes. The result is a PHC string. */
export async function hashArgon2id(password: string, salt: Buffer, cost: Argon2Cost): Promise<string> {
  const hash = await derive(password, salt, cost, HASH_BYTES);
  const { memoryKib, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${encode(salt)}$${encode(hash)}`;
}

export async function verifyArgon2id(password: string, stored: Argon2Hash): Promise<boolean> {
  return timingSafeEqual(await derive(password, stored.salt, stored, stored.hash.length), stored.hash);
}

/** Reads a PHC string; `undefined` where it is none of argon2id, version 19, or asks for more work than any sane cost. */
export function parseArgon2id(text: string): Argon2Hash | undefined {
  const match =
    /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, memory, passes, parallelism, salt = '', hash = ''] = match;
  const cost = { memoryKib: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const sane =
    cost.parallelism >= 1 &&
    cost.parallelism <= MAX_PARALLELISM &&
    cost.memoryKib >= 8 * cost.parallelism &&
    cost.memoryKib <= MAX_MEMORY_KIB &&
    cost.passes >= 1 &&
    cost.passes <= MAX_PASSES;
  return sane ? { ...cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') } : undefined;
}

export const SALT_LENGTH_BYTES = SALT_BYTES;

function derive(password: string, salt: Buffer, cost: Argon2Cost, hashBytes: number): Promise<Buffer> {
  return argon2Async('argon2id', {
    message: toBytes(password),
    nonce: salt,
    memory: cost.memoryKib,
    passes: cost.passes,
    parallelism: cost.parallelism,
    tagLength: hashBytes,
  });
}

/** UTF-8; of a text with lone surrogates, which UTF-8 cannot tell apart, its UTF-16 code units. */
function toBytes(password: string): Buffer {
  return Buffer.from(password, password.isWellFormed() ? 'utf8' : 'utf16le');
}

/** Base64 without padding, as PHC strings have it. */
function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

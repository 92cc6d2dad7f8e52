import type { Passwords } from '../../handlers/context.ts';
import { type Argon2Cost, hashArgon2id, parseArgon2id, SALT_LENGTH_BYTES, verifyArgon2id } from './argon2id.ts';
import { isBcrypt, verifyBcrypt } from './bcrypt.ts';

export interface PasswordOptions {
  readonly cost: Argon2Cost;
  readonly randomBytes: (size: number) => Buffer;
}

/**
 * Passwords as argon2id. Hashes of the old backend (bcrypt) still verify and ask to be replaced.
 *
 * Without a stored hash, `verify` does the work of one argon2id verification, so that an unknown email costs the same time as
 * a wrong password. An account whose bcrypt hash has not been replaced yet costs bcrypt's time, which differs: that gap closes
 * with the account's first login.
 */
export function createPasswords({ cost, randomBytes }: PasswordOptions): Passwords {
  const decoy = { ...cost, salt: Buffer.alloc(SALT_LENGTH_BYTES), hash: Buffer.alloc(32) };

  return {
    hash: (password) => hashArgon2id(password, randomBytes(SALT_LENGTH_BYTES), cost),

    async verify(password, storedHash) {
      if (storedHash !== undefined && isBcrypt(storedHash)) return verifyBcrypt(password, storedHash);
      const stored = storedHash === undefined ? undefined : parseArgon2id(storedHash);
      const matches = await verifyArgon2id(password, stored ?? decoy);
      return stored !== undefined && matches;
    },

    needsRehash(storedHash) {
      const stored = parseArgon2id(storedHash);
      if (stored === undefined) return true;
      // Lanes share the memory: more or fewer of them make a hash neither stronger nor weaker.
      return stored.memoryKib < cost.memoryKib || stored.passes < cost.passes;
    },
  };
}

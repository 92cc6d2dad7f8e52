import type { Fault } from '../fault.ts';
import type { SourceEdit } from '../process-plant.ts';

const PASSWORDS = 'services/passwords/passwords.ts';

const edited = (name: string, about: string, ...edits: readonly SourceEdit[]): Fault => ({
  name: `shared: ${name}`,
  about,
  layer: 'process',
  apply: { edits },
});

/**
 * Faults in code that both servers run. Planted in one of them they show as a difference; in both, only what must be true of each server
 * can see them.
 */
export const sharedCode: readonly Fault[] = [
  edited('accounts of the old backend are refused', 'a library of another hash that was left out', {
    file: PASSWORDS,
    from: 'return verifyBcrypt(password, storedHash);',
    to: 'return false;',
  }),
  edited('old hashes are not renewed', 'a step after the login that was not carried over', {
    file: 'handlers/login.ts',
    from: 'if (passwords.needsRehash(account.passwordHash))',
    to: 'if (false)',
  }),
  edited(
    'passwords are cut to 72 characters',
    'what bcrypt does, kept where argon2id does not need it',
    { file: PASSWORDS, from: 'hashArgon2id(password, ', to: 'hashArgon2id(password.slice(0, 72), ' },
    { file: PASSWORDS, from: 'verifyArgon2id(password, ', to: 'verifyArgon2id(password.slice(0, 72), ' },
  ),
  edited(
    'an email is looked up before it is inserted',
    'a check before an insert is a race',
    {
      file: 'services/store/users.ts',
      from: 'const row = await db\n        .insertInto',
      to: 'if ((await lookUpEmail([user.email])) !== undefined) return undefined; const row = await db\n        .insertInto',
    },
    {
      file: 'services/store/users.ts',
      from: ".onConflict((conflict) => conflict.column('email').doNothing())",
      to: '',
    },
  ),
  edited('a known token lives a second too long', 'RFC 7519, 4.1.4: on or after exp it is not accepted', {
    file: 'services/tokens/tokens.ts',
    from: 'if (known.exp > toSeconds(now))',
    to: 'if (known.exp >= toSeconds(now))',
  }),
  edited('each server counts its own budgets', 'a store of the limits that is not shared', {
    file: 'services/limits/limiter.ts',
    from: 'store.lease(key, wanted, windowMs, at) ??',
    to: 'undefined ??',
  }),
  edited('unexpected errors tell their cause', 'CWE-209', {
    file: 'servers/policy/unexpected.ts',
    from: 'production ? detail :',
    to: 'false ? detail :',
  }),
];

import { problem } from '../contract/problems.ts';
import type { operations } from '../contract/schema.gen.ts';
import type { Handler } from './operation.ts';

/** Signs in. An unknown email is refused with the same words, after the same work, as a wrong password. */
export const login: Handler<operations['login']> = async ({ body }, { users, passwords, tokens }) => {
  const account = await users.findAccountByEmail(body.email.toLowerCase());
  const matches = await passwords.verify(body.password, account?.passwordHash);
  if (account === undefined || !matches) {
    return problem('credentials_invalid', 'Email or password is wrong.', { headers: { 'www-authenticate': 'Bearer' } });
  }
  if (passwords.needsRehash(account.passwordHash)) {
    await users.replacePasswordHash(account.user.id, await passwords.hash(body.password));
  }
  return {
    status: 200,
    body: { message: 'Login successful', user: account.user, token: await tokens.issue(account.user) },
  };
};

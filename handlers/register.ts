import { problem } from '../contract/problems.ts';
import type { operations } from '../contract/schema.gen.ts';
import type { Handler } from './operation.ts';

/** Creates an account and signs it in; 409 where the email is taken, in whatever case it is written. */
export const register: Handler<operations['register']> = async ({ body }, { users, passwords, tokens, clock, ids }) => {
  const user = await users.create({
    id: ids.next(),
    email: body.email.toLowerCase(),
    passwordHash: await passwords.hash(body.password),
    firstName: body.firstName,
    lastName: body.lastName,
    role: body.role,
    createdAt: clock.now(),
  });
  if (user === undefined) return problem('email_taken', 'An account with this email already exists.');
  return { status: 201, body: { message: 'Registration successful', user, token: await tokens.issue(user) } };
};

import { problem } from '../contract/problems.ts';
import type { operations } from '../contract/schema.gen.ts';
import { identified } from './identified.ts';
import type { Handler } from './operation.ts';

/** Changes the members that were sent; the others stay. */
export const updateProfile: Handler<operations['updateProfile']> = async ({ body, identity }, { users, clock }) => {
  const user = await users.update(identified(identity).user.id, body, clock.now());
  if (user === undefined) return problem('token_invalid', 'The account of this token does not exist.');
  return { status: 200, body: { message: 'Profile updated successfully', user } };
};

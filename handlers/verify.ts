import { problem } from '../contract/problems.ts';
import type { operations } from '../contract/schema.gen.ts';
import { authenticate } from './authenticate.ts';
import type { Handler } from './operation.ts';

/** Tells whether a token is valid, whose it is and what it says; a bad one is answered 401 with `valid: false`. */
export const verify: Handler<operations['verify']> = async ({ body }, context) => {
  const result = await authenticate(body.token, context);
  if ('code' in result)
    return problem(result.code, result.detail, { headers: result.headers ?? {}, extensions: { valid: false } });
  return { status: 200, body: { valid: true, user: result.user, decoded: result.token } };
};

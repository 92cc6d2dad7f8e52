import { type Problem, problem } from '../contract/problems.ts';
import type { Context, Identity } from './context.ts';

/** RFC 6750, 3: what a refused token is answered with. */
const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_token"' };

type Refusal = Problem<'token_invalid' | 'token_expired'>;

/** The account that a token stands for, looked up afresh: a token outlives neither its expiry nor its account. */
export async function authenticate(
  token: string,
  { tokens, users }: Pick<Context, 'tokens' | 'users'>,
): Promise<Identity | Refusal> {
  const verdict = await tokens.verify(token);
  if (verdict.kind === 'expired')
    return problem('token_expired', 'The token has expired; sign in again.', { headers: CHALLENGE });
  if (verdict.kind === 'invalid') return problem('token_invalid', 'The token is not valid.', { headers: CHALLENGE });
  const user = await users.findById(verdict.payload.userId);
  if (user === undefined)
    return problem('token_invalid', 'The account of this token does not exist.', { headers: CHALLENGE });
  return { user, token: verdict.payload };
}

import { call } from '../client.ts';

/** What both servers know before the wire cases begin: the same users, and so under a seed the same tokens. */
export interface World {
  readonly student: Member;
  readonly educator: Member;
}

export interface Member {
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

/** Registers the same people on both servers, which must have a database each and share a seed. */
export async function settle(urls: readonly string[]): Promise<World> {
  const register = async (role: 'student' | 'educator'): Promise<Member> => {
    const registration = {
      email: `${role}@example.org`,
      password: 'correct horse battery',
      firstName: 'Ada',
      lastName: 'L',
      role,
    };
    const headers = { 'x-lockstep-case': `world;step=${role === 'student' ? 1 : 2}` };
    const replies = await Promise.all(
      urls.map((url) => call(url, 'POST /api/auth/register', { body: registration, headers })),
    );
    const tokens = new Set(replies.map(({ body }) => String(body.token)));
    const [token] = tokens;
    if (token === undefined || tokens.size !== 1) throw new Error('the servers gave one registration different tokens');
    return { email: registration.email, password: registration.password, token };
  };
  return { student: await register('student'), educator: await register('educator') };
}

import jwt from 'jsonwebtoken';
import { call } from '../client.ts';

/** Tokens of users who are always the same, so that the same ones are below each share. The router does not verify them. */
export const USERS: readonly string[] = Array.from({ length: 400 }, (_, index) =>
  jwt.sign({ userId: `user-${index}` }, 'any secret will do', { noTimestamp: true }),
);

const AT_A_TIME = 20;

/** Sends a request that needs no account for each of the users. Settles with the share of Fastify's answers, 0 to 100. */
export async function fastifyShareOf(url: string, tokens: readonly string[] = USERS): Promise<number> {
  let byFastify = 0;
  for (let start = 0; start < tokens.length; start += AT_A_TIME) {
    const answers = tokens.slice(start, start + AT_A_TIME).map((token) => call(url, 'GET /health', { token }));
    for (const { status, headers } of await Promise.all(answers)) {
      if (status !== 200) throw new Error(`a user was answered with ${status}`);
      if (headers.get('x-routed-to') === 'fastify') byFastify += 1;
    }
  }
  return (byFastify / tokens.length) * 100;
}

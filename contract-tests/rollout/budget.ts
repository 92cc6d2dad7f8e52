import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { REPLAY_HEADER, replayMark } from '../../contract/replay-mark.ts';
import { call, type Reply, type RequestOptions } from '../client.ts';
import { PAIR_REPLAY_TOKEN, type ServerName } from '../pair.ts';

/** Of the budget of 600 a server takes so many at a time; what is spent of one such block is told exactly. */
export const BLOCK = 12;

/**
 * Measures what a client's requests of one operation spend of its budget, on both servers together. Each server takes a block out of
 * the budget with the client's first request, and counts there until that is spent; so each gets one first.
 *
 * @param line `GET /path`
 * @param options with an address of its own in `from`
 * @returns what was spent since then, for less than a block on each server
 */
export async function measureSpending(
  urls: Readonly<Record<ServerName, string>>,
  line: string,
  options: RequestOptions,
): Promise<() => Promise<number>> {
  const servers = [urls.express, urls.fastify];
  for (const url of servers) assert.equal((await call(url, line, options)).status, 200);
  const left = async () => {
    const looks = await Promise.all(servers.map((url) => look(url, line, options)));
    return looks.reduce((sum, reply) => sum + remaining(reply), 0);
  };
  const before = await left();
  assert.equal(await left(), before, 'to look at a budget spends it');
  return async () => before - (await left());
}

/** A request that the server has counted already, as the router would repeat it: it shows the budget, and spends nothing. */
function look(url: string, line: string, options: RequestOptions): Promise<Reply> {
  const [method = '', target = ''] = line.split(' ');
  const requestId = randomUUID();
  const mark = replayMark(PAIR_REPLAY_TOKEN, { method, target, requestId });
  const headers = { ...options.headers, 'x-request-id': requestId, [REPLAY_HEADER]: mark };
  return call(url, line, { ...options, headers });
}

/** Of the address's budget for a minute. */
function remaining({ headers }: Reply): number {
  const left = /"address-60";r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  assert.ok(left !== undefined, `RateLimit: ${headers.get('ratelimit')}`);
  return Number(left);
}

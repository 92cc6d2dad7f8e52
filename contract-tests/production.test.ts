import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { call } from './client.ts';
import { type Pair, startPair } from './pair.ts';
import { redLines } from './suites/red-lines.ts';
import { cases } from './wire/cases/index.ts';
import { isGreen, runCases } from './wire/run-cases.ts';
import { settle } from './wire/world.ts';

/** What no seed holds still: minted ids, times of the moment, and what is left of a budget that both servers draw from. */
const VOLATILE = {
  volatileHeaders: ['x-request-id', 'ratelimit'],
  volatilePlaces: ['/requestId', '/token'],
};

/**
 * The test seed changes where times and ids come from; that it hides nothing else shows here: both servers as they run in
 * production, on one database, without a seed.
 */
describe('both servers answer alike in production, without a seed', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair({ env: { NODE_ENV: 'production', RATE_LIMIT: 'off' } });
  });
  after(() => pair.stop());

  const fit = cases.filter((one) => !isUnfit(one));

  test(`in the ${fit.length} wire cases that need no seed`, async () => {
    const { express: baseline, fastify: candidate } = pair.urls;
    const world = await settle([baseline]);
    const results = await runCases(fit, { baseline, candidate, world, rules: VOLATILE });
    assert.deepEqual(results.filter((result) => !isGreen(result)).map(redLines), []);
  });
});

test('in production an error that nobody expected says nothing of its cause, and the same on both servers', async () => {
  const pair = await startPair({ env: { NODE_ENV: 'production', LOG_LEVEL: 'fatal' } });
  try {
    const database = new DatabaseSync(join(pair.dataDirs.express, 'lockstep.sqlite'), { timeout: 2000 });
    database.exec('alter table users rename to lost_users');
    database.close();
    const body = { email: 'a@example.org', password: 'x' };
    for (const url of Object.values(pair.urls)) {
      const reply = await call(url, 'POST /api/auth/login', { body });
      assert.equal(reply.status, 500);
      assert.equal(reply.body.detail, 'The server could not answer this request.');
      assert.doesNotMatch(JSON.stringify(reply.body), /users|sqlite|no such/i);
    }
  } finally {
    await pair.stop();
  }
});

/**
 * What one server has written, or drawn from a budget, the other finds: such cases would not be the same case twice. And in a
 * compressed answer a request id cannot be told from the rest.
 */
function isUnfit({ name, stateful, limits }: (typeof cases)[number]): boolean {
  return stateful === true || limits === true || name.startsWith('coding: a refusal ');
}

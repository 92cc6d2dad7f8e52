/**
 * Fastify answers, and its answer never arrives. The router cannot know whether the request has run, so it repeats only what may run
 * twice; and since it marks the repeat for the servers, the user's budget pays for one request.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, type TestContext, test } from 'node:test';
import { call, newRegistration } from '../client.ts';
import { type RunningProxy, startProxy } from '../power/proxy/proxy.ts';
import { measureSpending } from './budget.ts';
import { identitiesOf, prove } from './proof.ts';
import { type Servers, startServers } from './servers.ts';
import { startRouter } from './steered-router.ts';

const REQUESTS = {
  'safe by its method': ['GET /api/auth/profile', undefined],
  'safe by the contract': ['POST /api/auth/verify', 'token'],
  'idempotent by the contract': ['PUT /api/auth/profile', { bio: 'written once or twice' }],
} as const;

/** Without repeats on another connection a request gets to each server once. */
const ONCE = { ROUTER_RETRY_BUDGET_PERCENTAGE: '0' };

describe('an answer of Fastify that is lost on its way', () => {
  let directory: string;
  let servers: Servers;
  let between: RunningProxy;
  let token: string;
  /** Answers of Fastify that no one gets, of those to users. */
  let swallowed = 0;
  let swallows = false;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-replay-'));
    servers = await startServers(join(directory, 'servers'));
    between = await startProxy(servers.urls.fastify, {
      plant: {
        // An answer is there only when Fastify has counted the request.
        answer(answer, { target }) {
          if (!swallows || target === '/health') return answer;
          swallowed += 1;
          return { ...answer, cutAtBytes: 0, afterwards: 'reset' };
        },
      },
    });
    const registered = await call(servers.urls.express, 'POST /api/auth/register', { body: newRegistration() });
    token = registered.body.token;
  });
  beforeEach(() => {
    swallowed = 0;
    swallows = false;
  });
  after(async () => {
    await between?.stop();
    await servers?.end();
    await rm(directory, { recursive: true, force: true });
  });

  /** A router that sends everybody to Fastify. */
  const routerFor = async (t: TestContext, env: Readonly<Record<string, string>>) => {
    const dataDir = await mkdtemp(join(directory, 'router-'));
    const urls = { express: servers.urls.express, fastify: between.url };
    await prove(dataDir, await identitiesOf(urls));
    const router = await startRouter(dataDir, urls, { FASTIFY_TRAFFIC_PERCENTAGE: '100', ...env });
    t.after(() => router.stop());
    return router.url;
  };

  let addresses = 0;
  /** Asks from an address of its own, and Fastify's answer is lost. Settles with what came instead, and what that cost. */
  const lose = async (url: string, [line, given]: (typeof REQUESTS)[keyof typeof REQUESTS]) => {
    addresses += 1;
    const body = given === 'token' ? { token } : given;
    const options = { from: `198.51.100.${addresses}`, token, ...(body === undefined ? {} : { body }) };
    const spent = await measureSpending(servers.urls, line, options);
    swallows = true;
    const reply = await call(url, line, options);
    return { reply, spent: await spent() };
  };

  for (const [words, request] of Object.entries(REQUESTS)) {
    test(`a request ${words} is answered by Express, and spends one of the budget`, async (t) => {
      const { reply, spent } = await lose(await routerFor(t, ONCE), request);
      assert.deepEqual([reply.status, reply.headers.get('x-routed-to')], [200, 'express']);
      assert.equal(reply.headers.get('x-fallback-reason'), 'reset');
      assert.deepEqual({ swallowed, spent }, { swallowed: 1, spent: 1 });
    });
  }

  test('a request that was tried on another connection first has been sent three times, and spends one of the budget', async (t) => {
    const { reply, spent } = await lose(await routerFor(t, {}), REQUESTS['safe by its method']);
    assert.deepEqual([reply.status, reply.headers.get('x-routed-to')], [200, 'express']);
    assert.deepEqual({ swallowed, spent }, { swallowed: 2, spent: 1 });
  });

  test('where the servers do not share the token of the router, each of them counts', async (t) => {
    const env = { ...ONCE, ROUTER_REPLAY_TOKEN: 'a token that no server knows, of more than 32 bytes' };
    const { reply, spent } = await lose(await routerFor(t, env), REQUESTS['safe by its method']);
    assert.deepEqual([reply.status, reply.headers.get('x-routed-to')], [200, 'express']);
    assert.deepEqual({ swallowed, spent }, { swallowed: 1, spent: 2 });
  });

  test('a registration, which must not run twice, has run once, and its client is told that nobody knows', async (t) => {
    const url = await routerFor(t, {});
    swallows = true;
    const registration = newRegistration();
    const lost = await call(url, 'POST /api/auth/register', { body: registration });
    assert.equal(lost.status, 502);
    assert.equal(lost.body.code, 'upstream_unreachable');
    assert.equal(swallowed, 1);
    const { email, password } = registration;
    assert.equal((await call(servers.urls.express, 'POST /api/auth/login', { body: { email, password } })).status, 200);
  });
});

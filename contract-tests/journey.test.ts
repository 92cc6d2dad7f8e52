import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import jwt from 'jsonwebtoken';
import { call, newRegistration } from './client.ts';
import { end, type Pair, startPair, startProcess } from './pair.ts';

/** A person's way through both servers and the router, all of them real processes. */
describe('behind the router', () => {
  let pair: Pair;
  let directory: string;
  const routers: { end(): Promise<void> }[] = [];

  const startRouter = async (percentage: number, env: Record<string, string> = {}) => {
    const { child, url } = await startProcess('router', {
      ROUTER_PORT: '0',
      EXPRESS_URL: pair.urls.express,
      FASTIFY_URL: pair.urls.fastify,
      FASTIFY_TRAFFIC_PERCENTAGE: String(percentage),
      // What a proof has to do with it is for other tests.
      ROUTER_REQUIRE_PROOF: 'false',
      ROUTER_ADMIN_PORT: '0',
      DATA_DIR: await mkdtemp(join(directory, 'router-')),
      LOG_LEVEL: 'warn',
      ...env,
    });
    routers.push({ end: () => end(child, 'SIGTERM') });
    return url;
  };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-journey-'));
    pair = await startPair();
  });
  after(async () => {
    await Promise.all(routers.map((router) => router.end()));
    await pair.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('one user, one session: registered on Express, signed in on Fastify, read through the router', async () => {
    const router = await startRouter(50);
    const registration = newRegistration();
    const registered = await call(pair.urls.express, 'POST /api/auth/register', { body: registration });
    assert.equal(registered.status, 201);
    const { email, password } = registration;
    const session = await call(pair.urls.fastify, 'POST /api/auth/login', { body: { email, password } });
    assert.equal(session.status, 200);
    const profile = await call(router, 'GET /api/auth/profile', { token: session.body.token });
    assert.equal(profile.status, 200);
    assert.deepEqual(profile.body.user, registered.body.user);
    assert.match(profile.headers.get('x-routed-to') ?? '', /^(express|fastify)$/);
    assert.ok(profile.headers.get('x-request-id'));
  });

  test('sends 25 % of 4,000 users to Fastify, the same users every time', async () => {
    const router = await startRouter(25);
    const tokens = Array.from({ length: 4000 }, (_, index) =>
      jwt.sign({ userId: `user-${index}` }, 'any secret will do'),
    );
    const routes = async () => {
      const routed: string[] = [];
      for (let start = 0; start < tokens.length; start += 50) {
        const answers = tokens.slice(start, start + 50).map((token) => call(router, 'GET /health', { token }));
        for (const { status, headers } of await Promise.all(answers)) {
          assert.equal(status, 200);
          routed.push(headers.get('x-routed-to') ?? '');
        }
      }
      return routed;
    };
    const first = await routes();
    const share = first.filter((upstream) => upstream === 'fastify').length / first.length;
    assert.ok(share >= 0.23 && share <= 0.27, `${share * 100} %`);
    assert.deepEqual(await routes(), first);
  });

  test('a user who has spent the budget for prompts is refused on either server; another is not', async () => {
    const router = await startRouter(50, { ROUTER_STICKY_KEY: 'header:x-visit' });
    const member = async () => {
      const { body } = await call(router, 'POST /api/auth/register', { body: newRegistration() });
      return String(body.token);
    };
    const [first, second] = [await member(), await member()];
    const prompt = { prompt: 'We might perhaps possibly go.', type: 'analysis' };
    const upstreams = new Set<string | null>();
    const statuses = [];
    for (let visit = 0; visit < 11; visit += 1) {
      const headers = { 'x-visit': `visit-${visit}` };
      const answer = await call(router, 'POST /api/ai/generate', { token: first, body: prompt, headers });
      upstreams.add(answer.headers.get('x-routed-to'));
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429]);
    assert.deepEqual([...upstreams].sort(), ['express', 'fastify']);
    assert.equal((await call(router, 'POST /api/ai/generate', { token: second, body: prompt })).status, 200);
  });

  test('limits the client, not the router: two addresses have a budget each', async () => {
    const router = await startRouter(0);
    const spent = async (from: string) =>
      (await call(router, 'POST /api/auth/login', { from })).headers.get('ratelimit');
    assert.match((await spent('198.51.100.1')) ?? '', /"address-60";r=59/);
    assert.match((await spent('198.51.100.2')) ?? '', /"address-60";r=59/);
    assert.match((await spent('198.51.100.1')) ?? '', /"address-60";r=58/);
  });

  test('with Fastify killed at 100 %, no new request sees an error and Express answers', async () => {
    const router = await startRouter(100);
    const registration = newRegistration();
    const { body } = await call(router, 'POST /api/auth/register', { body: registration });
    const { email, password } = registration;
    assert.equal((await call(router, 'GET /health')).headers.get('x-routed-to'), 'fastify');
    await pair.kill('fastify', 'SIGKILL');
    const requests = Array.from({ length: 60 }, (_, index) =>
      index % 3 === 0
        ? call(router, 'POST /api/auth/login', { body: { email, password } })
        : call(router, 'GET /api/auth/profile', { token: body.token }),
    );
    for (const { status, headers } of await Promise.all(requests)) {
      assert.equal(status, 200);
      assert.equal(headers.get('x-routed-to'), 'express');
    }
  });
});

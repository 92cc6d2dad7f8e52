import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, type Reply, type RequestOptions } from './client.ts';
import { type Pair, startPair } from './pair.ts';

/** Both servers under one seed, each on a database of its own. */
let pair: Pair;
before(async () => {
  pair = await startPair({ databases: 'separate', env: { NODE_ENV: 'test', LOCKSTEP_TEST_SEED: 'seed-1' } });
});
after(() => pair.stop());

const registration = (name: string) => ({
  email: `${name}@example.org`,
  password: 'correct horse battery',
  firstName: 'Ada',
  lastName: 'Lovelace',
  role: 'student',
});

const both = (request: string, testCase: string, options: RequestOptions = {}): Promise<readonly [Reply, Reply]> => {
  const seeded = { ...options, headers: { 'x-lockstep-case': testCase, ...options.headers } };
  return Promise.all([call(pair.urls.express, request, seeded), call(pair.urls.fastify, request, seeded)]);
};

test('gives the same ids, dates and tokens on both servers, in whatever order requests come', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `person-${index}`);
  const register = (base: string, name: string) =>
    call(base, 'POST /api/auth/register', { body: registration(name), headers: { 'x-lockstep-case': name } });
  const express = await Promise.all(names.map((name) => register(pair.urls.express, name)));
  const fastify = await Promise.all(names.toReversed().map((name) => register(pair.urls.fastify, name)));
  assert.deepEqual(
    express.map(({ status }) => status),
    names.map(() => 201),
  );
  assert.deepEqual(
    fastify.toReversed().map(({ body }) => body),
    express.map(({ body }) => body),
  );
  assert.equal(new Set(express.map(({ body }) => body.user.id)).size, names.length);
});

test('lets a token expire when a step of its case is late enough', async () => {
  const [{ body }] = await both('POST /api/auth/register', 'expiry;step=1', { body: registration('expiry') });
  const week = 7 * 24 * 3600;
  const early = await both('GET /api/auth/profile', `expiry;step=2;at=${week - 1}`, { token: body.token });
  assert.deepEqual([early[0].status, early[1].status], [200, 200]);
  const late = await both('GET /api/auth/profile', `expiry;step=3;at=${week}`, { token: body.token });
  assert.deepEqual([late[0].body.code, late[1].body.code], ['token_expired', 'token_expired']);
});

test('puts ceilings up only where a case asks for them', async () => {
  const statuses = async (testCase: string) => {
    const seen = new Set<number>();
    for (let step = 0; step < 61; step += 1) {
      const replies = await both('POST /api/auth/login', `${testCase.replace('#', String(step))}`);
      assert.equal(replies[0].headers.get('ratelimit'), replies[1].headers.get('ratelimit'));
      for (const { status } of replies) seen.add(status);
    }
    return [...seen].sort();
  };
  assert.deepEqual(await statuses('lifted;step=#'), [415]);
  assert.deepEqual(await statuses('raised;step=#;limits'), [415, 429]);
});

test('mints the same request ids on both servers', async () => {
  const [express, fastify] = await both('GET /health', 'minted');
  assert.match(express.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(express.headers.get('x-request-id'), fastify.headers.get('x-request-id'));
});

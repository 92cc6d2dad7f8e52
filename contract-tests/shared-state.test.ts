import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, newRegistration } from './client.ts';
import { type Pair, startPair } from './pair.ts';

/** Both servers over one database, as in production. */
let pair: Pair;
before(async () => {
  pair = await startPair();
});
after(() => pair.stop());

test('both servers share accounts, sessions and budgets', async () => {
  const registration = newRegistration();
  const { express, fastify } = pair.urls;
  const registered = await call(express, 'POST /api/auth/register', { body: registration });
  assert.equal(registered.status, 201);
  const login = await call(fastify, 'POST /api/auth/login', {
    body: { ...registration, email: registration.email.toUpperCase() },
  });
  assert.equal(login.status, 400, 'login takes only email and password');
  const { email, password } = registration;
  const session = await call(fastify, 'POST /api/auth/login', { body: { email: email.toUpperCase(), password } });
  assert.equal(session.status, 200);
  const body = { prompt: 'We might perhaps possibly go.', type: 'analysis' };
  const statuses = [];
  for (let count = 0; count < 11; count += 1) {
    const base = count % 2 === 0 ? express : fastify;
    const answer = await call(base, 'POST /api/ai/generate', { token: session.body.token, body });
    statuses.push(answer.status);
    if (answer.status === 429) assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  }
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429]);
});

test('of two simultaneous registrations of one email, one on each server, one wins', async () => {
  for (let round = 0; round < 5; round += 1) {
    const body = newRegistration();
    const both = [pair.urls.express, pair.urls.fastify].map((base, index) =>
      call(base, 'POST /api/auth/register', {
        body: { ...body, email: index === 0 ? body.email : body.email.toUpperCase() },
      }),
    );
    const statuses = (await Promise.all(both)).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [201, 409]);
  }
});

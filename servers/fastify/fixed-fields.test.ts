import assert from 'node:assert/strict';
import { test } from 'node:test';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import Fastify, { type InjectOptions } from 'fastify';
import { SECURITY_HEADERS } from '../policy/headers.ts';
import { askForFixedFields, corsOptions } from './fixed-fields.ts';

const FRONTEND = 'http://localhost:5173';

/** Requests that a library might answer differently if it looked at them. */
const REQUESTS: readonly InjectOptions[] = [
  { method: 'GET', url: '/' },
  { method: 'GET', url: '/', headers: { origin: FRONTEND } },
  { method: 'GET', url: '/', headers: { origin: 'http://evil.example', referer: 'http://evil.example/' } },
  { method: 'POST', url: '/', headers: { origin: 'null', host: 'other.example', 'x-forwarded-proto': 'https' } },
  {
    method: 'GET',
    url: '/',
    headers: { 'user-agent': 'Mozilla/4.0 (compatible; MSIE 8.0)', 'access-control-request-method': 'PUT' },
  },
];

test('the fixed fields are what @fastify/helmet and @fastify/cors give every answer, whatever the request', async () => {
  const fixed = Object.fromEntries((await askForFixedFields(FRONTEND)).map(({ name, value }) => [name, value]));
  assert.equal(fixed['x-frame-options'], 'SAMEORIGIN');
  assert.equal(fixed['access-control-allow-origin'], FRONTEND);
  const app = Fastify();
  await app.register(helmet, SECURITY_HEADERS);
  await app.register(cors, corsOptions(FRONTEND));
  app.all('/', (_request, reply) => reply.send('text'));
  for (const request of REQUESTS) {
    const { headers } = await app.inject(request);
    const { date, connection, vary, 'content-type': type, 'content-length': length, ...rest } = headers;
    assert.ok(type !== undefined && length !== undefined && date !== undefined && connection !== undefined);
    assert.equal(vary, 'Origin');
    assert.deepEqual(rest, fixed);
  }
  await app.close();
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import jwt from 'jsonwebtoken';
import { operations } from '../contract/operations.gen.ts';
import { call, newRegistration, sendRaw } from './client.ts';
import { PAIR_JWT_SECRET, type Pair, type ServerName, startPair } from './pair.ts';

let pair: Pair;
before(async () => {
  pair = await startPair();
});
after(() => pair.stop());

const SERVERS: readonly ServerName[] = ['express', 'fastify'];

for (const name of SERVERS) {
  describe(name, () => {
    const at = (request: string, options: Parameters<typeof call>[2] = {}) => call(pair.urls[name], request, options);
    const member = async (role: 'student' | 'educator' = 'student') => {
      const registration = newRegistration(role);
      const { body } = await at('POST /api/auth/register', { body: registration, from: '192.0.2.10' });
      return { registration, token: String(body.token), user: body.user };
    };

    test('accepts a token that the old backend issued', async () => {
      const { user } = await member();
      const payload = { userId: user.id, email: user.email, role: user.role };
      const token = jwt.sign(payload, PAIR_JWT_SECRET, { expiresIn: '7d' });
      const { status, body } = await at('GET /api/auth/profile', { token });
      assert.equal(status, 200);
      assert.deepEqual(body.user, user);
      const verified = await at('POST /api/auth/verify', { body: { token } });
      assert.equal(verified.body.decoded.userId, user.id);
    });

    test('refuses in the order of the contract: limit, token, media type, size, JSON, schema', async () => {
      const { token } = await member();
      const put = (options: Parameters<typeof call>[2]) =>
        at('PUT /api/auth/profile', { from: '192.0.2.11', ...options });
      const everythingWrong = { body: '{', headers: { 'content-type': 'text/plain' } };
      assert.equal((await put({ ...everythingWrong })).body.code, 'token_missing');
      assert.equal((await put({ ...everythingWrong, token: 'x' })).body.code, 'token_invalid');
      assert.equal((await put({ ...everythingWrong, token })).body.code, 'unsupported_media_type');
      const tooLarge = `{"bio":"${'x'.repeat(operations.updateProfile.maxBodyBytes)}"`;
      assert.equal((await put({ body: tooLarge, token })).body.code, 'body_too_large');
      assert.equal((await put({ body: '{"bio":1', token })).body.code, 'malformed_json');
      assert.equal((await put({ body: { bio: 1 }, token })).body.code, 'validation_failed');
      assert.equal((await put({ body: { bio: 'x' }, token })).status, 200);
    });

    test('lists every validation error with its pointer, and shows the first as `error`', async () => {
      const { status, headers, body } = await at('POST /api/auth/register', {
        body: { email: 'nobody', password: 'short', firstName: '', role: 'admin', extra: 1 },
      });
      assert.equal(status, 400);
      assert.equal(headers.get('content-type'), 'application/problem+json');
      assert.deepEqual(body.errors, [
        { pointer: '/body/email', detail: 'must be an email address' },
        { pointer: '/body/extra', detail: 'is not allowed' },
        { pointer: '/body/firstName', detail: 'must have at least 1 character' },
        { pointer: '/body/firstName', detail: 'must match the pattern \\S' },
        { pointer: '/body/lastName', detail: 'is required' },
        { pointer: '/body/password', detail: 'must have at least 8 characters' },
        { pointer: '/body/role', detail: 'must be one of: student, educator' },
      ]);
      assert.equal(typeof body.error, 'string');
      assert.equal(body.error, body.detail);
    });

    test('keeps a well-formed request id and replaces any other', async () => {
      const kept = await at('GET /health', { headers: { 'x-request-id': 'Order_66.a-b' } });
      assert.equal(kept.headers.get('x-request-id'), 'Order_66.a-b');
      for (const bad of ['a b', 'x'.repeat(129), '"quoted"']) {
        const { headers } = await at('GET /health', { headers: { 'x-request-id': bad } });
        assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
      }
    });

    test('answers HEAD like GET, without the body', async () => {
      const get = await at('GET /health');
      const head = await at('HEAD /health');
      assert.equal(head.status, 200);
      assert.equal(head.headers.get('content-length'), get.headers.get('content-length'));
      assert.equal(head.body, '');
    });

    test('answers a wrong method with 405 and what is allowed', async () => {
      const { status, headers, body } = await at('DELETE /api/auth/profile');
      assert.equal(status, 405);
      assert.equal(headers.get('allow'), 'GET, HEAD, OPTIONS, PUT');
      assert.equal(body.code, 'method_not_allowed');
    });

    test('treats another case, a trailing slash and an encoded letter as other paths', async () => {
      for (const path of ['/HEALTH', '/health/', '/%68ealth', '//health', '/api/../health/.']) {
        const received = await sendRaw(pair.urls[name], `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
        assert.match(received, /^HTTP\/1\.1 404 /, path);
      }
    });

    test('lets pages of the frontend read answers, with credentials', async () => {
      const origin = { origin: 'http://localhost:5173' };
      const preflight = await at('OPTIONS /api/auth/profile', {
        headers: {
          ...origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'authorization',
        },
      });
      assert.equal(preflight.status, 204);
      assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /PUT/);
      const refused = await at('GET /api/auth/profile', { headers: origin });
      assert.equal(refused.status, 401);
      assert.equal(refused.headers.get('access-control-allow-origin'), 'http://localhost:5173');
      assert.equal(refused.headers.get('access-control-allow-credentials'), 'true');
    });

    test('sends security headers on every answer, also on refusals, and names no framework', async () => {
      for (const request of ['GET /health', 'GET /nothing', 'POST /api/auth/login', 'GET /docs']) {
        const { headers } = await at(request);
        assert.equal(headers.get('x-content-type-options'), 'nosniff', request);
        assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/, request);
        assert.equal(headers.get('x-powered-by'), null, request);
      }
    });

    test('compresses a large answer where the client reads it, and undoes a compressed request', async () => {
      const { headers } = await at('GET /openapi.json', { headers: { 'accept-encoding': 'br' } });
      assert.equal(headers.get('content-encoding'), 'br');
      const { gzipSync } = await import('node:zlib');
      const response = await fetch(`${pair.urls[name]}/api/auth/verify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: gzipSync(JSON.stringify({ token: 'x' })),
      });
      assert.equal(response.status, 401);
    });

    test('refuses a compressed body that grows beyond the limit', async () => {
      const { gzipSync } = await import('node:zlib');
      const response = await fetch(`${pair.urls[name]}/api/auth/verify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20)),
      });
      assert.equal(response.status, 413);
    });

    test('answers malformed HTTP with a plain status and lives on', async () => {
      const cases: readonly (readonly [string, RegExp])[] = [
        ['garbage\r\n\r\n', /^HTTP\/1\.1 400 /],
        ['GET /health HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
        [`GET /health HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
        ['POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', /^HTTP\/1\.1 400 /],
        ['GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 40[04] /],
        ['OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 20[04] /],
      ];
      for (const [bytes, expected] of cases)
        assert.match(await sendRaw(pair.urls[name], bytes), expected, bytes.slice(0, 40));
      assert.equal((await at('GET /health')).status, 200);
    });

    test('refuses a body that cannot be decoded, or is of no use, while it is still being sent', async () => {
      const head = (request: string, ...fields: string[]) =>
        [`${request} HTTP/1.1`, 'Host: a', ...fields, '', ''].join('\r\n');
      const json = 'Content-Type: application/json';
      const cases: readonly (readonly [string, number])[] = [
        [`${head('POST /api/auth/verify', json, 'Content-Encoding: gzip', 'Content-Length: 1000')}notgzip`, 400],
        [`${head('POST /api/auth/verify', json, 'Content-Encoding: br', 'Content-Length: 1000')}notbrotli`, 400],
        [head('POST /api/auth/verify', json, 'Content-Length: 70000'), 413],
        [`${head('POST /api/auth/verify', json, 'Transfer-Encoding: chunked')}11170\r\n${'x'.repeat(70_000)}`, 413],
        [`${head('POST /nothing', json, 'Content-Length: 1000')}{`, 404],
        [`${head('DELETE /health', json, 'Content-Length: 1000')}{`, 405],
      ];
      for (const [bytes, status] of cases) {
        assert.match(await sendRaw(pair.urls[name], bytes), new RegExp(`^HTTP/1.1 ${status} `), bytes.slice(0, 120));
      }
      assert.equal((await at('GET /health')).status, 200);
    });

    test('goes on with the connection after a body that it refused', async () => {
      const { gzipSync } = await import('node:zlib');
      const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20));
      const head = 'POST /api/auth/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
      const bytes = `${head}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n${bomb.toString('latin1')}`;
      const received = await sendRaw(pair.urls[name], `${bytes}GET /health HTTP/1.1\r\nHost: a\r\n\r\n`, 1000);
      assert.match(received, /^HTTP\/1\.1 413 .*HTTP\/1\.1 200 OK/s);
    });

    test('refuses every query key that is not documented, however it is written', async () => {
      for (const query of ['x=1', 'x', '#', '[a]=1', 'a[__proto__]=1', '%ff', '='.repeat(2)]) {
        const received = await sendRaw(
          pair.urls[name],
          `GET /health?${query} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
        );
        assert.match(received, /^HTTP\/1\.1 400 .*validation_failed/s, query);
      }
    });

    test('refuses a tunnel, and ignores an expectation that it does not know', async () => {
      assert.match(await sendRaw(pair.urls[name], 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'), /^HTTP\/1\.1 405 /);
      const expecting = 'GET /health HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nConnection: close\r\n\r\n';
      assert.match(await sendRaw(pair.urls[name], expecting), /^HTTP\/1\.1 200 /);
    });

    test('keeps its databases to its own user', async () => {
      for (const file of ['lockstep.sqlite', 'limits.sqlite']) {
        assert.equal((await stat(join(pair.dataDirs[name], file))).mode & 0o077, 0, file);
      }
    });

    test('gives one caller its budget and says when to come back; another is not affected', async () => {
      const from = name === 'express' ? '192.0.2.20' : '192.0.2.21';
      const { limit } = operations.login.limits[0];
      const statuses = [];
      for (let count = 0; count < limit; count += 1) {
        statuses.push((await at('POST /api/auth/login', { from, headers: { 'content-type': 'text/plain' } })).status);
      }
      assert.deepEqual(new Set(statuses), new Set([415]));
      const refused = await at('POST /api/auth/login', { from });
      assert.equal(refused.status, 429);
      const seconds = Number(refused.headers.get('retry-after'));
      assert.ok(seconds >= 1 && seconds <= 60);
      assert.match(refused.headers.get('ratelimit') ?? '', /"address-60";r=0;t=\d+/);
      assert.equal((await at('POST /api/auth/login', { from: '192.0.2.22' })).status, 415);
    });

    test('refuses to register an admin', async () => {
      const { status } = await at('POST /api/auth/register', { body: { ...newRegistration(), role: 'admin' } });
      assert.equal(status, 400);
    });

    test('treats the token of a deleted account as signed out', async () => {
      const token = jwt.sign({ userId: randomUUID(), email: 'a@b.c', role: 'admin' }, PAIR_JWT_SECRET, {
        expiresIn: 60,
      });
      assert.equal((await at('GET /api/auth/profile', { token })).status, 401);
    });

    test('changes only what is sent', async () => {
      const { token } = await member();
      await at('PUT /api/auth/profile', { token, body: { bio: 'first', profilePicture: 'https://a.example/b.png' } });
      const { body } = await at('PUT /api/auth/profile', { token, body: { bio: 'second' } });
      assert.equal(body.user.bio, 'second');
      assert.equal(body.user.profilePicture, 'https://a.example/b.png');
      assert.equal(body.user.firstName, 'Ada');
      assert.ok(body.user.updatedAt >= body.user.createdAt);
    });

    test('gives educators all four types of answer and students two', async () => {
      const educator = await member('educator');
      const student = await member('student');
      const types = async (token: string) => (await at('GET /api/ai/capabilities', { token })).body.data.availableTypes;
      assert.deepEqual(await types(educator.token), ['suggestion', 'feedback', 'analysis', 'reflection']);
      assert.deepEqual(await types(student.token), ['suggestion', 'analysis']);
      const body = { prompt: 'The report was written by the committee.', type: 'reflection' };
      assert.equal((await at('POST /api/ai/generate', { token: student.token, body })).body.code, 'ai_type_forbidden');
      const answered = await at('POST /api/ai/generate', { token: educator.token, body });
      assert.match(answered.body.data.content, /The report was written by the committee\./);
    });
  });
}

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type LimitChanges, STREAMING, startProxy, startRawUpstream, unusedUrl, Wire } from './fixture.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

async function routed(t: TestContext, limits: LimitChanges = {}) {
  const upstream = await startRawUpstream(t, () => OK);
  const started = await startProxy(t, {
    express: upstream.url,
    fastify: upstream.url,
    limits: { ...limits, client: { lingerMs: 50, ...limits.client } },
  });
  return { ...started, upstream };
}

/** The problem document that ends the text. */
function problemIn(text: string): { status: number; code: string; requestId: string } {
  assert.match(text, /content-type: application\/problem\+json\r\n/);
  return JSON.parse(text.slice(text.lastIndexOf('\r\n\r\n') + 4));
}

/**
 * Each of these has two readings. If the router forwarded one reading while a server behind it takes the other, the rest of the bytes
 * would be a second request that no front has checked: request smuggling. So none of them may reach an upstream.
 */
const AMBIGUOUS: Readonly<Record<string, string>> = {
  'both lengths': 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n',
  'two lengths': 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
  'a signed length': 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc',
  'a negative length': 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
  'a hexadecimal length': 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc',
  'an inexact length': 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999\r\n\r\n',
  'a second coding': 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
  'chunked before another coding': 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n',
  'chunked twice':
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'an unknown coding': 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
  'a coding in HTTP/1.0': 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'no host': 'GET / HTTP/1.1\r\n\r\n',
  'two hosts': 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  'a host with a path': 'GET / HTTP/1.1\r\nHost: a b/c\r\n\r\n',
  'a folded line': 'GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n',
  'a space before the colon': 'GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n',
  'NUL in a value': 'GET / HTTP/1.1\r\nHost: a\r\nX: 1\0\r\n\r\n',
  'bare CR in a value': 'GET / HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n',
  'bare line feeds': 'GET / HTTP/1.1\nHost: a\n\n',
  'a wrong version': 'GET / HTTP/2.0\r\nHost: a\r\n\r\n',
  'a target without slash': 'GET things HTTP/1.1\r\nHost: a\r\n\r\n',
  'an asterisk for GET': 'GET * HTTP/1.1\r\nHost: a\r\n\r\n',
  'user information': 'GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'a foreign scheme': 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'an unknown expectation': 'POST / HTTP/1.1\r\nHost: a\r\nExpect: cake\r\nContent-Length: 1\r\n\r\na',
  'an unknown method': 'GETS / HTTP/1.1\r\nHost: a\r\n\r\n',
  'no HTTP at all': '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03 garbage \r\n\r\n',
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
};

test('refuses whatever two readers could read differently, and lets none of it reach an upstream', async (t) => {
  const { url, upstream } = await routed(t);
  for (const [name, bytes] of Object.entries(AMBIGUOUS)) {
    await t.test(`refuses ${name}`, async (t) => {
      const wire = await Wire.open(t, url);
      const text = await wire.send(bytes).end();
      assert.match(text, /^HTTP\/1.1 400 Bad Request\r\n/);
      assert.equal(text.match(/^HTTP\/1.1 \d/gm)?.length, 1);
      const { status, code, requestId } = problemIn(text);
      assert.deepEqual([status, code], [400, 'malformed_request']);
      assert.ok(text.includes(`x-request-id: ${requestId}\r\n`) && text.includes('x-routed-to: none\r\n'));
      assert.match(text, /^connection: close\r$/im);
    });
  }
  assert.equal(upstream.requests.length, 0);
});

test('refuses CONNECT', async (t) => {
  const { url } = await routed(t);
  const wire = await Wire.open(t, url);
  const text = await wire.send('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nX-Request-Id: id-1\r\n\r\n').end();
  assert.match(text, /^HTTP\/1.1 405 Method Not Allowed\r\n[\s\S]*allow: DELETE, GET/);
  assert.equal(problemIn(text).requestId, 'id-1');
});

test('answers a head that is too large with 431, also while the client still sends', async (t) => {
  const { url } = await routed(t);
  const wire = await Wire.open(t, url);
  wire.send(`GET / HTTP/1.1\r\nHost: a\r\n${`X: ${'x'.repeat(1_000)}\r\n`.repeat(60)}`);
  assert.match(await wire.end(), /^HTTP\/1.1 431 [\s\S]*"code":"head_too_large"/);
});

/** To close on a client that still sends is to reset the connection, and the reset can destroy the answer before it is read. */
test('lets a refused client go on sending without a reset', async (t) => {
  const { url } = await routed(t, { client: { lingerMs: 60_000 } });
  const wire = await Wire.open(t, url);
  await wire.send('nonsense\r\n\r\n').until(/"code":"malformed_request"/);
  for (let piece = 0; piece < 20; piece += 1) {
    await new Promise((resolve) => wire.socket.write('x'.repeat(10_000), resolve));
  }
  wire.socket.end();
  await wire.end();
  assert.equal(wire.error, undefined);
});

test('costs one answer, not the process, when the router itself fails', async (t) => {
  const broken = () => {
    throw new Error('no percentage');
  };
  const started = await startProxy(t, { express: await unusedUrl(), fastify: await unusedUrl(), percentage: broken });
  const wire = await Wire.open(t, started.url);
  const text = await wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').end();
  assert.match(text, /^HTTP\/1.1 500 [\s\S]*"code":"internal_error"/);
  assert.ok(!text.includes('no percentage'));
  assert.match(String((await started.observed('fault')).error), /no percentage/);
});

test('answers a head that does not arrive in time with 408', async (t) => {
  const { url } = await routed(t, { client: { headersTimeoutMs: 60, requestTimeoutMs: 60, checkTimeoutsEveryMs: 20 } });
  const wire = await Wire.open(t, url);
  assert.match(await wire.send('GET / HTTP/1.1\r\nHost:').end(), /^HTTP\/1.1 408 [\s\S]*"code":"request_timeout"/);
});

test('answers a body that does not arrive in time with 408, and lets go of the upstream', async (t) => {
  const { url, upstream, observed } = await routed(t, {
    ...STREAMING,
    client: { headersTimeoutMs: 60, requestTimeoutMs: 60, checkTimeoutsEveryMs: 20 },
  });
  const wire = await Wire.open(t, url);
  const text = await wire.send('POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc').end();
  assert.match(text, /^HTTP\/1.1 408 [\s\S]*"code":"request_timeout"/);
  assert.equal((await observed('attempt')).outcome.kind, 'abandoned');
  assert.ok(upstream.sockets.length > 0 && upstream.requests.length === 0);
});

test('answers a small body that does not arrive in time with 408, and asks no server', async (t) => {
  const { url, upstream, observations } = await routed(t, {
    client: { headersTimeoutMs: 60, requestTimeoutMs: 60, checkTimeoutsEveryMs: 20 },
  });
  const wire = await Wire.open(t, url);
  const text = await wire.send('POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc').end();
  assert.match(text, /^HTTP\/1.1 408 [\s\S]*"code":"request_timeout"/);
  assert.deepEqual([upstream.sockets.length, observations.some(({ kind }) => kind === 'decision')], [0, false]);
});

test('answers a broken chunk with 400, and destroys the connection on which its request went out', async (t) => {
  const { url, upstream } = await routed(t);
  const wire = await Wire.open(t, url);
  const text = await wire
    .send('POST /things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n')
    .end();
  assert.match(text, /^HTTP\/1.1 400 /);
  assert.equal(problemIn(text).code, 'malformed_request');
  for (const socket of upstream.sockets)
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  assert.equal(upstream.requests.length, 0);
});

test('answers what went before a malformed request first', async (t) => {
  const upstream = await startRawUpstream(t, (_, socket) => {
    setTimeout(() => socket.write(OK), 20);
    return undefined;
  });
  const { url } = await startProxy(t, {
    express: upstream.url,
    fastify: upstream.url,
    limits: { client: { lingerMs: 50 } },
  });
  const wire = await Wire.open(t, url);
  const text = await wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n').end();
  assert.match(text, /^HTTP\/1.1 200 OK\r\n[\s\S]*\r\n\r\nokHTTP\/1.1 400 Bad Request\r\n/);
});

test('closes a connection that queues requests without end', async (t) => {
  const upstream = await startRawUpstream(t, () => undefined);
  const { url } = await startProxy(t, {
    express: upstream.url,
    fastify: upstream.url,
    limits: { client: { maxPipelined: 3 } },
  });
  const wire = await Wire.open(t, url);
  assert.equal(await wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(10)).end(), '');
  assert.equal(upstream.requests.length <= 1, true);
});

test('goes on serving after all of that', async (t) => {
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: await unusedUrl() });
  const wire = await Wire.open(t, url);
  wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').socket.resetAndDestroy();
  const next = await Wire.open(t, url);
  await next
    .send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n')
    .until(/^HTTP\/1.1 502 [\s\S]*"code":"upstream_unreachable"/);
});

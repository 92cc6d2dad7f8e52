import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { replayMark } from '../../contract/replay-mark.ts';
import { listen } from '../listen.ts';
import {
  exchange,
  STREAMING,
  saying,
  startProxy,
  startRawUpstream,
  startUpstream,
  unusedUrl,
  Wire,
} from './fixture.ts';

const GET = 'GET /things HTTP/1.1\r\nHost: a\r\n';
const POST = 'POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n';
const CLOSE = 'Connection: close\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nfastify';

/** Express, and a note of the bodies that reached it. */
async function startExpress(t: TestContext) {
  const bodies: string[] = [];
  const { url } = await startUpstream(t, (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      bodies.push(body);
      response.end('express');
    });
  });
  return { url, bodies };
}

test('lets Express answer any method when Fastify refuses the connection, with the whole body', async (t) => {
  const express = await startExpress(t);
  const { url, observed } = await startProxy(t, { express: express.url, fastify: await unusedUrl() });
  const big = 'x'.repeat(1_000_000);
  for (const [request, body] of [
    [`${GET}${CLOSE}`, ''],
    [`${POST}${CLOSE}abc`, 'abc'],
    [`PUT /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${big.length}\r\n${CLOSE}${big}`, big],
    [`POST /things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n${CLOSE}3\r\nabc\r\n0\r\n\r\n`, 'abc'],
  ] as const) {
    const text = await exchange(t, url, request);
    assert.match(text, /^HTTP\/1.1 200 OK\r\n[\s\S]*x-routed-to: express\r\n[\s\S]*express/);
    assert.equal(express.bodies.pop(), body);
  }
  const { failures } = await observed('answer');
  assert.deepEqual(failures, ['fastify: unreachable (ECONNREFUSED)']);
});

test('answers with one 502 when it may not fall back, or when nobody answers', async (t) => {
  const express = await startExpress(t);
  const nowhere = await unusedUrl();
  const strict = await startProxy(t, { express: express.url, fastify: nowhere, rollbackOnError: false });
  const alone = await startProxy(t, { express: nowhere, fastify: nowhere });
  const baseline = await startProxy(t, { express: nowhere, fastify: express.url, percentage: 0 });
  for (const [{ url }, routedTo] of [
    [strict, 'fastify'],
    [alone, 'express'],
    [baseline, 'express'],
  ] as const) {
    for (const request of [`${GET}${CLOSE}`, `${POST}${CLOSE}abc`]) {
      const text = await exchange(t, url, request);
      assert.match(text, /^HTTP\/1.1 502 Bad Gateway\r\ncontent-type: application\/problem\+json\r\n/);
      assert.equal(text.match(/^HTTP\/1.1 \d/gm)?.length, 1);
      assert.ok(text.includes(`x-routed-to: ${routedTo}\r\n`) && text.includes('"code":"upstream_unreachable"'), text);
    }
  }
  assert.equal(express.bodies.length, 0);
});

test('falls back when the name of Fastify does not resolve', async (t) => {
  const express = await startExpress(t);
  const { url } = await startProxy(t, { express: express.url, fastify: 'http://fastify.invalid:3001' });
  assert.match(await exchange(t, url, `${POST}${CLOSE}abc`), /x-routed-to: express/);
});

test('repeats a GET on a fresh connection when the kept one was reset, and stays on Fastify', async (t) => {
  let served = 0;
  const fastify = await startRawUpstream(t, (_, socket) => {
    served += 1;
    if (served !== 2) return OK;
    socket.resetAndDestroy();
    return undefined;
  });
  const express = await startExpress(t);
  const { url, observed } = await startProxy(t, { express: express.url, fastify: fastify.url });
  await exchange(t, url, `${GET}${CLOSE}`);
  assert.match(await exchange(t, url, `${GET}${CLOSE}`), /x-routed-to: fastify/);
  assert.deepEqual([fastify.requests.length, fastify.sockets.length], [3, 2]);
  // The fresh connection is not kept, or the next fresh one might be stale too.
  assert.match(fastify.requests[2] ?? '', /^connection: close\r$/m);
  const { failures } = await observed('answer', 2);
  assert.match(failures[0] ?? '', /^fastify: reset/);
});

test('asks Express for a GET that Fastify drops twice', async (t) => {
  const express = await startExpress(t);
  const fastify = await startRawUpstream(t, (_, socket) => {
    socket.destroy();
    return undefined;
  });
  const { url } = await startProxy(t, { express: express.url, fastify: fastify.url });
  assert.match(await exchange(t, url, `${GET}${CLOSE}`), /^HTTP\/1.1 200 [\s\S]*x-routed-to: express/);
  assert.equal(fastify.requests.length, 2);
});

test('never repeats a POST that may have run', async (t) => {
  const express = await startExpress(t);
  const fastify = await startRawUpstream(t, (_, socket) => {
    socket.resetAndDestroy();
    return undefined;
  });
  const { url } = await startProxy(t, { express: express.url, fastify: fastify.url });
  for (const request of [`${POST}${CLOSE}abc`, `POST /things HTTP/1.1\r\nHost: a\r\n${CLOSE}`]) {
    const text = await exchange(t, url, request);
    assert.match(text, /^HTTP\/1.1 502 [\s\S]*x-routed-to: fastify[\s\S]*"code":"upstream_unreachable"/);
  }
  assert.deepEqual([fastify.requests.length, express.bodies.length], [2, 0]);
});

/**
 * The body's first byte takes the head with it, so a connection that breaks while the client has sent only its head has carried
 * nothing. What the client sends later must then reach the other connection from its first byte on.
 */
test('repeats a POST on a fresh connection when the kept one broke before a byte was sent', async (t) => {
  const fastify = await startRawUpstream(t, () => OK);
  const express = await startExpress(t);
  const changes = { express: express.url, fastify: fastify.url, limits: STREAMING };
  const { url, observed } = await startProxy(t, changes);
  await exchange(t, url, `${GET}${CLOSE}`);
  const wire = await Wire.open(t, url);
  wire.send(POST).send(CLOSE);
  await observed('decision', 2);
  fastify.sockets[0]?.resetAndDestroy();
  await observed('attempt', 2);
  assert.match(await wire.send('abc').end(), /^HTTP\/1.1 200 [\s\S]*x-routed-to: fastify/);
  assert.ok(fastify.requests.at(-1)?.endsWith('\r\n\r\nabc'));
  assert.equal(fastify.sockets.length, 2);
});

test('lets Express answer for a Fastify that hangs, within the deadline of the request, where it may run twice', async (t) => {
  const express = await startExpress(t);
  const silent = await startRawUpstream(t, () => undefined);
  const limits = { upstream: { headersTimeoutMs: 400 } };
  const { url } = await startProxy(t, { express: express.url, fastify: silent.url, limits });
  assert.match(await exchange(t, url, `${GET}${CLOSE}`), /^HTTP\/1.1 200 [\s\S]*x-fallback-reason: headers-timeout\r/);
  assert.match(
    await exchange(t, url, `PUT /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n${CLOSE}abc`),
    /^HTTP\/1.1 200 [\s\S]*x-routed-to: express/,
  );
  assert.deepEqual(express.bodies.splice(0), ['', 'abc']);
  assert.match(await exchange(t, url, `${POST}${CLOSE}abc`), /^HTTP\/1.1 504 [\s\S]*"code":"upstream_timeout"/);
  assert.deepEqual(express.bodies, []);
});

test('answers 504 once when both hang', async (t) => {
  const silent = await startRawUpstream(t, () => undefined);
  const limits = { upstream: { headersTimeoutMs: 200 } };
  const { url } = await startProxy(t, { express: silent.url, fastify: silent.url, limits });
  const text = await exchange(t, url, `${GET}${CLOSE}`);
  assert.match(text, /^HTTP\/1.1 504 [\s\S]*"code":"upstream_timeout"/);
  assert.deepEqual([silent.requests.length, text.match(/^HTTP/gm)?.length], [2, 1]);
});

test('lets go at once of what waits for a server that is found to be ill', async (t) => {
  const express = await startExpress(t);
  const silent = await startRawUpstream(t, () => undefined);
  const { url, router, observed } = await startProxy(t, { express: express.url, fastify: silent.url });
  const get = exchange(t, url, `${GET}${CLOSE}`);
  const post = exchange(t, url, `${POST}${CLOSE}abc`);
  await observed('decision', 2);
  while (silent.requests.length < 2) await new Promise(setImmediate);
  router.giveUp('fastify');
  assert.match(await get, /^HTTP\/1.1 200 [\s\S]*x-fallback-reason: given-up\r/);
  for (const socket of silent.sockets) if (!socket.destroyed) socket.write(OK);
  assert.match(await post, /^HTTP\/1.1 200 [\s\S]*x-routed-to: fastify/);
});

test('lets Express answer where Fastify is overloaded or fails in a way that the contract does not know', async (t) => {
  const express = await startExpress(t);
  let status = '503 Service Unavailable';
  const fastify = await startRawUpstream(t, () => `HTTP/1.1 ${status}\r\nContent-Length: 4\r\n\r\nfail`);
  const { url, observed } = await startProxy(t, { express: express.url, fastify: fastify.url });
  for (const line of ['503 Service Unavailable', '500 Internal Server Error', '504 Gateway Timeout']) {
    status = line;
    const text = await exchange(t, url, `${GET}${CLOSE}`);
    assert.match(text, new RegExp(`^HTTP/1.1 200 [^]*x-fallback-reason: status-${line.slice(0, 3)}\r`));
  }
  const attempt = await observed('attempt');
  assert.equal(attempt.outcome.kind === 'failed' && attempt.outcome.failure.status, 503);
  // The connection to Fastify was kept: its answers were read to their end.
  assert.equal(fastify.sockets.length, 1);
  assert.match(await exchange(t, url, `${POST}${CLOSE}abc`), /^HTTP\/1.1 504 [\s\S]*x-routed-to: fastify[\s\S]*fail$/);
});

test('repeats a PUT that may have run with its whole body, marked so that nobody counts it twice', async (t) => {
  const express = await startRawUpstream(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nexpress');
  const fastify = await startRawUpstream(t, (_, socket) => {
    socket.resetAndDestroy();
    return undefined;
  });
  const { url } = await startProxy(t, { express: express.url, fastify: fastify.url, replayToken: 'shared' });
  const put = `PUT /things/1 HTTP/1.1\r\nHost: a\r\nx-request-id: one\r\nx-lockstep-replay: forged\r\n`;
  assert.match(await exchange(t, url, `${put}Content-Length: 3\r\n${CLOSE}abc`), /^HTTP\/1.1 200 [\s\S]*express$/);
  const [first, fresh] = fastify.requests;
  const mark = replayMark('shared', { method: 'PUT', target: '/things/1', requestId: 'one' });
  assert.doesNotMatch(first ?? '', /x-lockstep-replay/);
  for (const repeat of [fresh, express.requests[0]]) {
    assert.ok(
      repeat?.includes(`\r\nx-lockstep-replay: ${mark}\r\n`) && repeat.endsWith('\r\n\r\nabc'),
      repeat ?? 'not asked',
    );
    assert.equal(repeat?.match(/x-lockstep-replay/g)?.length, 1);
  }
});

test('does not repeat a body that is larger than what is kept: one clean 502', async (t) => {
  const express = await startExpress(t);
  const fastify = await startRawUpstream(t, (_, socket) => {
    socket.resetAndDestroy();
    return undefined;
  });
  const { url } = await startProxy(t, { express: express.url, fastify: fastify.url, limits: { replayBytes: 10 } });
  const put = (body: string) =>
    `PUT /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n${CLOSE}${body}`;
  assert.match(await exchange(t, url, put('x'.repeat(11))), /^HTTP\/1.1 502 /);
  assert.match(await exchange(t, url, put('x'.repeat(10))), /^HTTP\/1.1 200 /);
  assert.deepEqual(express.bodies, ['x'.repeat(10)]);
});

test('lets Fastify answer what changes nothing while Express is down, where Fastify gets users anyway', async (t) => {
  const fastify = await startUpstream(t, saying('fastify'));
  const nowhere = await unusedUrl();
  let percentage = 1;
  const { url } = await startProxy(t, { express: nowhere, fastify: fastify.url, percentage: () => percentage });
  const get = (user: string) => exchange(t, url, `${GET}x-user: ${user}\r\n${CLOSE}`);
  const someone = 'user-1';
  assert.match(await get(someone), /^HTTP\/1.1 200 [\s\S]*x-routed-to: fastify[\s\S]*x-fallback-reason: unreachable/);
  assert.match(await exchange(t, url, `${POST}x-user: ${someone}\r\n${CLOSE}abc`), /^HTTP\/1.1 502 /);
  percentage = 0;
  assert.match(await get(someone), /^HTTP\/1.1 502 /);
});

test('stops repeating on fresh connections when the budget is spent', async (t) => {
  const express = await startExpress(t);
  const fastify = await startRawUpstream(t, (_, socket) => {
    socket.resetAndDestroy();
    return undefined;
  });
  const limits = { retryBudget: { share: 0.1, floor: 3, windowMs: 600_000 } };
  const { url } = await startProxy(t, { express: express.url, fastify: fastify.url, limits });
  for (let count = 0; count < 20; count += 1) {
    assert.match(await exchange(t, url, `${GET}${CLOSE}`), /^HTTP\/1.1 200 /);
  }
  assert.equal(fastify.requests.length, 23);
});

test('answers 503 with Retry-After when too many requests wait for an upstream', async (t) => {
  const fastify = await startRawUpstream(t, (_, socket) => {
    waiting.push(() => socket.write(OK));
    return undefined;
  });
  const waiting: (() => void)[] = [];
  const limits = { upstream: { maxInFlight: 1, maxQueued: 0 } };
  const { url, observed } = await startProxy(t, {
    express: await unusedUrl(),
    fastify: fastify.url,
    limits,
    rollbackOnError: false,
  });
  const first = await Wire.open(t, url);
  first.send(`${POST}${CLOSE}abc`);
  await observed('decision');
  const text = await exchange(t, url, `${POST}${CLOSE}abc`);
  assert.match(text, /^HTTP\/1.1 503 [\s\S]*retry-after: 1\r\n[\s\S]*"code":"overloaded"/);
  while (waiting.length === 0) await new Promise(setImmediate);
  for (const answer of waiting) answer();
  assert.match(await first.end(), /^HTTP\/1.1 200 /);
  first.socket.destroy();
  assert.equal((await observed('answer', 2)).status, 200);
});

const BROKEN_ANSWERS: Readonly<Record<string, string>> = {
  'both lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk',
  'NUL in a value': 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok',
  'no HTTP': 'nonsense\r\n\r\n',
  'an unasked upgrade': 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
  'an oversize head': `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}\r\nContent-Length: 2\r\n\r\nok`,
};

test('takes an answer that is no valid HTTP for a failure', async (t) => {
  const express = await startExpress(t);
  for (const [name, answer] of Object.entries(BROKEN_ANSWERS)) {
    await t.test(`such as ${name}`, async (t) => {
      const fastify = await startRawUpstream(t, () => answer);
      const { url } = await startProxy(t, { express: express.url, fastify: fastify.url });
      const post = await exchange(t, url, `${POST}${CLOSE}abc`);
      assert.match(post, /^HTTP\/1.1 502 [\s\S]*"code":"upstream_unreachable"/);
      assert.match(await exchange(t, url, `${GET}${CLOSE}`), /^HTTP\/1.1 200 [\s\S]*x-routed-to: express/);
      for (const socket of fastify.sockets) {
        if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
      }
    });
  }
});

test('drops a kept connection on which stray bytes arrived', async (t) => {
  const fastify = await startRawUpstream(t, () => OK);
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: fastify.url });
  await exchange(t, url, `${GET}${CLOSE}`);
  const [first] = fastify.sockets;
  first?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');
  if (first !== undefined && !first.closed) await new Promise((resolve) => first.once('close', resolve));
  assert.match(await exchange(t, url, `${GET}${CLOSE}`), /fastify$/);
});

test('survives many requests at once while both servers are down', async (t) => {
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: await unusedUrl() });
  const texts = await Promise.all(Array.from({ length: 200 }, () => exchange(t, url, `${POST}${CLOSE}abc`)));
  assert.ok(texts.every((text) => text.startsWith('HTTP/1.1 502 ')));
});

test('goes back to Fastify as soon as it listens again', async (t) => {
  const express = await startExpress(t);
  const place = createServer();
  const address = new URL(await unusedUrl());
  const { url } = await startProxy(t, { express: express.url, fastify: address.origin });
  place.close();
  assert.match(await exchange(t, url, `${GET}${CLOSE}`), /x-routed-to: express/);
  const { server } = await startUpstream(t, saying('fastify'));
  await new Promise((resolve) => server.close(resolve));
  await listen(server, address.hostname, Number(address.port));
  assert.match(await exchange(t, url, `${GET}${CLOSE}`), /x-routed-to: fastify/);
});

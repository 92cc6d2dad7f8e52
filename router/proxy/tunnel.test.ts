import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type ProxyChanges, startProxy, startRawUpstream, unusedUrl, Wire } from './fixture.ts';
import { isOffered } from './tunnel.ts';

const HEAD = 'GET /things HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';

/** An open tunnel: both ends of it, and the router between them. */
async function opened(t: TestContext, changes: Partial<ProxyChanges> = {}) {
  const upstream = await startRawUpstream(t, (_, socket) => {
    // Half-open like the client, so that each side's end is its own doing.
    socket.allowHalfOpen = true;
    return SWITCH;
  });
  const started = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url, ...changes });
  const wire = await Wire.open(t, started.url);
  await wire.send(HEAD).until(/^HTTP\/1\.1 101 [\s\S]*\r\n\r\n$/);
  const [far] = upstream.sockets;
  assert.ok(far !== undefined);
  let received = '';
  far.on('data', (chunk) => (received += chunk.toString('latin1')));
  return { ...started, upstream, wire, far, received: () => received };
}

function event(socket: Socket, name: 'end' | 'close'): Promise<void> {
  const over = name === 'end' ? socket.readableEnded : socket.closed;
  return over ? Promise.resolve() : new Promise((resolve) => socket.once(name, () => resolve()));
}

test('lets each side end its sending before the other', async (t) => {
  const one = await opened(t);
  one.wire.send('bye').socket.end();
  await event(one.far, 'end');
  assert.equal(one.received(), 'bye');
  one.far.write('still here');
  await one.wire.until(/still here$/);
  one.far.end();
  await one.wire.end();
  const { status, complete } = await one.observed('answer');
  assert.deepEqual([status, complete], [101, true]);

  const other = await opened(t);
  other.far.end('done');
  await other.wire.until(/done$/);
  await event(other.wire.socket, 'end');
  other.wire.send('more').socket.end();
  await event(other.far, 'close');
  assert.equal(other.received(), 'more');
});

test('cuts off a tunnel in which nothing moves', async (t) => {
  const { wire, far } = await opened(t, { limits: { upstream: { bodyTimeoutMs: 60 } } });
  await wire.end();
  await event(far, 'end');
});

test('ends the other side when one breaks', async (t) => {
  const one = await opened(t);
  one.far.resetAndDestroy();
  await one.wire.end();
  const other = await opened(t);
  other.wire.socket.resetAndDestroy();
  await event(other.far, 'end');
});

test('counts a tunnel as in flight until it ends, and cuts it off when time is up', async (t) => {
  const patient = await opened(t);
  const closed = patient.router.close(60_000);
  patient.wire.send('still open');
  patient.far.once('data', () => patient.far.end());
  patient.wire.socket.once('end', () => patient.wire.socket.end());
  assert.equal(await closed, true);

  const hurried = await opened(t);
  assert.equal(await hurried.router.close(20), false);
  await hurried.wire.end();
  await event(hurried.far, 'end');
});

test('takes no place among the requests in flight once it is open', async (t) => {
  const { url } = await opened(t, { limits: { upstream: { maxInFlight: 1, maxQueued: 0 } } });
  const second = await Wire.open(t, url);
  await second.send(HEAD).until(/^HTTP\/1\.1 101 /);
});

test('routes an upgrade as its request, and never sends one again', async (t) => {
  const breaking = await startRawUpstream(t, (_, socket) => {
    socket.resetAndDestroy();
    return undefined;
  });
  const express = await startRawUpstream(t, () => SWITCH);
  const broken = await startProxy(t, { express: express.url, fastify: breaking.url });
  const wire = await Wire.open(t, broken.url);
  assert.match(await wire.send(HEAD).end(), /^HTTP\/1\.1 502 [\s\S]*x-routed-to: fastify\r\n/);
  assert.deepEqual([breaking.requests.length, express.requests.length], [1, 0]);

  // Nothing was sent, so nothing is sent again.
  const away = await startProxy(t, { express: express.url, fastify: await unusedUrl() });
  const other = await Wire.open(t, away.url);
  await other.send(HEAD).until(/^HTTP\/1\.1 101 [\s\S]*x-routed-to: express\r\n/);

  const nobody = await startProxy(t, { express: express.url, fastify: breaking.url, percentage: 0 });
  const third = await Wire.open(t, nobody.url);
  await third.send(HEAD).until(/^HTTP\/1\.1 101 [\s\S]*x-routed-to: express\r\n/);
});

test('ends the connection after an upgrade that was refused, and runs nothing that follows it', async (t) => {
  const upstream = await startRawUpstream(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno');
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url });
  const wire = await Wire.open(t, url);
  const text = await wire.send(`${HEAD}POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`).end();
  assert.match(text, /^HTTP\/1\.1 200 [\s\S]*connection: close\r\n[\s\S]*no$/);
  assert.equal(upstream.requests.length, 1);
});

test('answers a malformed upgrade, and one that no server can be reached for', async (t) => {
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: await unusedUrl() });
  const twice = await Wire.open(t, url);
  assert.match(await twice.send(HEAD.replace('Host: a', 'Host: a\r\nHost: b')).end(), /^HTTP\/1\.1 400 /);
  const unreachable = await Wire.open(t, url);
  assert.match(await unreachable.send(HEAD).end(), /^HTTP\/1\.1 502 [\s\S]*connection: close\r\n/);
});

test('takes no upgrade to a protocol in which requests could pass unseen', async (t) => {
  const upstream = await startRawUpstream(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url });
  for (const change of ['h2c', 'websocket, H2C', 'HTTP/2.0', 'TLS/1.2']) {
    const wire = await Wire.open(t, url);
    await wire.send(HEAD.replace('websocket', change)).until(/ok$/);
    assert.doesNotMatch(upstream.requests.at(-1) ?? '', /upgrade/i);
  }
});

test('serves an upgrade as an ordinary request while another one waits before it, and nothing after it', async (t) => {
  const upstream = await startRawUpstream(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url });
  const get = 'GET /things HTTP/1.1\r\nHost: a\r\n\r\n';
  const wire = await Wire.open(t, url);
  const text = await wire.send(get + HEAD + get).end();
  assert.equal(text.split('\r\n\r\nok').length, 3);
  assert.equal(text.match(/^connection: close\r$/gim)?.length, 1);
  assert.equal(upstream.requests.length, 2);
  assert.doesNotMatch(upstream.requests.join(''), /upgrade/i);
});

test('passes on the body of a request whose upgrade it ignores', async (t) => {
  const upstream = await startRawUpstream(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url });
  for (const method of ['GET', 'POST']) {
    const wire = await Wire.open(t, url);
    const request = HEAD.replace('GET', method).replace('\r\n\r\n', '\r\nContent-Length: 3\r\n\r\nabc');
    assert.match(await wire.send(request).end(), /^HTTP\/1\.1 200 [\s\S]*connection: close\r\n[\s\S]*ok$/i);
    assert.match(upstream.requests.at(-1) ?? '', /\r\n\r\nabc$/);
  }
});

test('knows whether a protocol was offered', () => {
  assert.ok(isOffered('websocket', ['WebSocket']));
  assert.ok(isOffered('a, websocket', ['websocket']));
  assert.ok(!isOffered('a, websocket', ['b']));
  assert.ok(!isOffered('websocket', []));
  assert.ok(!isOffered('a, b', ['a, b']));
});

import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { STREAMING, startProxy, startRawUpstream, startUpstream, unusedUrl, Wire } from './fixture.ts';

const GET = 'GET /stream HTTP/1.1\r\nHost: a\r\n\r\n';
const MEGABYTE = 1_048_576;

test('delivers the first event of a stream before the second exists', async (t) => {
  const { promise: response, resolve } = Promise.withResolvers<ServerResponse>();
  const fastify = await startUpstream(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    resolve(response);
  });
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: fastify.url });
  const wire = await Wire.open(t, url);
  await wire.send(GET).until(/text\/event-stream[\s\S]*\r\n\r\n$/);
  (await response).write('data: 1\n\n');
  await wire.until('data: 1');
  (await response).end('data: 2\n\n');
  await wire.until(/data: 2\n\n\r\n0\r\n\r\n$/);
});

test('holds a fast upstream back while the client does not read', async (t) => {
  let produced = 0;
  const fastify = await startUpstream(t, (_, response) => {
    const produce = () => {
      while (produced < 64 * MEGABYTE) {
        produced += MEGABYTE;
        if (!response.write(Buffer.alloc(MEGABYTE))) return;
      }
      response.end();
    };
    response.on('drain', produce);
    produce();
  });
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: fastify.url });
  const wire = await Wire.open(t, url);
  wire.socket.pause();
  wire.send(GET);
  await standsStill(() => produced);
  assert.ok(produced < 32 * MEGABYTE, `${produced} bytes taken for a client that reads none`);
  let received = 0;
  wire.socket.removeAllListeners('data').on('data', (chunk) => (received += chunk.length));
  const done = Promise.withResolvers<void>();
  wire.socket.on('data', () => received > 64 * MEGABYTE && done.resolve());
  wire.socket.resume();
  await done.promise;
});

test('holds a fast client back while the upstream does not read', async (t) => {
  const { promise: got, resolve } = Promise.withResolvers<import('node:http').IncomingMessage>();
  const fastify = await startUpstream(t, (request, response) => {
    request.pause();
    resolve(request);
    request.on('end', () => response.end('done'));
  });
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: fastify.url });
  const wire = await Wire.open(t, url);
  let sent = 0;
  const size = 64 * MEGABYTE;
  wire.send(`POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  const produce = () => {
    while (sent < size) {
      sent += MEGABYTE;
      if (!wire.socket.write(Buffer.alloc(MEGABYTE))) return;
    }
  };
  wire.socket.on('drain', produce);
  produce();
  const request = await got;
  await standsStill(() => sent);
  assert.ok(sent < 32 * MEGABYTE, `${sent} bytes taken for an upstream that reads none`);
  request.resume();
  await wire.until('done');
});

/** Waits until the number has not changed for a while: that nothing happens any more can only be seen by watching. */
async function standsStill(read: () => number): Promise<void> {
  for (let last = -1; last !== read(); await new Promise((resolve) => setTimeout(resolve, 150))) last = read();
}

test('breaks the client off when the answer is cut short, whatever tells its length', async (t) => {
  const heads = {
    'a length': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf',
    chunks: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
    'a broken chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n',
  };
  for (const [name, bytes] of Object.entries(heads)) {
    await t.test(`by ${name}`, async (t) => {
      const fastify = await startRawUpstream(t, (_, socket) => {
        socket.end(bytes);
        return undefined;
      });
      const { url, observed } = await startProxy(t, { express: fastify.url, fastify: fastify.url });
      const modern = await Wire.open(t, url);
      const text = await modern.send(GET).end();
      assert.ok(text.startsWith('HTTP/1.1 200 OK\r\n') && !/\r\n0\r\n\r\n$/.test(text), text);
      assert.equal((await observed('attempt')).outcome.kind, 'cut-short');
      assert.equal(fastify.requests.length, 1);
    });
  }
  await t.test('by nothing but the end of the connection, which is then a reset', async (t) => {
    const fastify = await startRawUpstream(t, () => heads.chunks);
    const { url } = await startProxy(t, { express: fastify.url, fastify: fastify.url });
    const old = await Wire.open(t, url);
    await old.send('GET /stream HTTP/1.0\r\n\r\n').until(/\r\n\r\nhalf$/);
    fastify.sockets[0]?.destroy();
    await old.end();
    assert.equal(old.error?.code, 'ECONNRESET');
  });
});

test('cancels the upstream request when the client goes, before and during the answer', async (t) => {
  for (const answer of [undefined, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n']) {
    const fastify = await startRawUpstream(t, () => answer);
    const { url, observed } = await startProxy(t, { express: fastify.url, fastify: fastify.url });
    const wire = await Wire.open(t, url);
    wire.send(GET);
    if (answer !== undefined) await wire.until('half');
    while (fastify.requests.length === 0) await new Promise(setImmediate);
    wire.socket.resetAndDestroy();
    assert.equal((await observed('attempt')).outcome.kind, 'abandoned');
    assert.equal((await observed('answer')).complete, false);
    const [upstream] = fastify.sockets;
    if (upstream !== undefined && !upstream.closed) await new Promise((resolve) => upstream.once('close', resolve));
  }
});

test('finds out that a client has closed altogether although it only sees the end of its sending', async (t) => {
  const fastify = await startRawUpstream(t, () => undefined);
  const limits = { client: { probeEveryMs: 20 } };
  const { url, observed } = await startProxy(t, { express: fastify.url, fastify: fastify.url, limits });
  const wire = await Wire.open(t, url);
  wire.send(GET);
  while (fastify.requests.length === 0) await new Promise(setImmediate);
  wire.socket.destroy();
  assert.equal((await observed('attempt')).outcome.kind, 'abandoned');
});

test('cancels the upload when the client goes in the middle of it', async (t) => {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const fastify = await startUpstream(t, (request) => {
    request.on('data', () => begin()).on('error', () => {});
    request.on('aborted', resolve);
  });
  const changes = { express: await unusedUrl(), fastify: fastify.url, limits: STREAMING };
  const { url, observed } = await startProxy(t, changes);
  const wire = await Wire.open(t, url);
  wire.send('POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
  await begun;
  wire.socket.destroy();
  await aborted;
  assert.equal((await observed('attempt')).outcome.kind, 'abandoned');
});

test('delivers an early refusal during the upload, and goes on with the connection', async (t) => {
  const fastify = await startUpstream(t, (request, response) => {
    if (request.method === 'GET') return response.end('next');
    response.writeHead(413).end('too large');
    return undefined;
  });
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: fastify.url });
  const wire = await Wire.open(t, url);
  const size = 4 * MEGABYTE;
  wire.send(`POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\nxx`);
  await wire.until(/^HTTP\/1.1 413 [\s\S]*too large/);
  wire.send('x'.repeat(size - 2)).send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n');
  await wire.until(/HTTP\/1.1 200 [\s\S]*next/);
});

test('is back to where it was after a thousand clients have gone', async (t) => {
  const fastify = await startRawUpstream(t, () => undefined);
  const { url, router, observations } = await startProxy(t, { express: fastify.url, fastify: fastify.url });
  for (let round = 0; round < 20; round += 1) {
    const wires = await Promise.all(Array.from({ length: 50 }, () => Wire.open(t, url)));
    for (const wire of wires) wire.send(GET);
    while (fastify.requests.length < 50 * (round + 1)) await new Promise(setImmediate);
    for (const wire of wires) wire.socket.resetAndDestroy();
  }
  const ended = () => observations.filter(({ kind }) => kind === 'answer').length;
  while (ended() < 1_000) await new Promise(setImmediate);
  while (fastify.sockets.some(({ closed }) => !closed)) await new Promise(setImmediate);
  const open = await new Promise<number>((resolve) => router.server.getConnections((_, count) => resolve(count)));
  assert.equal(open, 0);
});

test('waits for what is in flight when it closes, and takes nothing new', async (t) => {
  const waiting: ServerResponse[] = [];
  const fastify = createServer((_, response) => waiting.push(response));
  const started = await startUpstream(t, (request, response) => fastify.emit('request', request, response));
  const { url, router } = await startProxy(t, { express: await unusedUrl(), fastify: started.url });
  const idle = await Wire.open(t, url);
  const wire = await Wire.open(t, url);
  wire.send(GET);
  while (waiting.length === 0) await new Promise(setImmediate);
  const closed = router.close(5_000);
  await assert.rejects(Wire.open(t, url), /ECONNREFUSED/);
  waiting[0]?.end('late');
  const text = await wire.end();
  assert.match(text, /^connection: close\r$/im);
  assert.ok(text.includes('late'));
  assert.equal(await closed, true);
  await idle.end();
});

test('cuts off what has not ended in time when it closes', async (t: TestContext) => {
  const fastify = await startRawUpstream(t, () => undefined);
  const { url, router, observed } = await startProxy(t, { express: await unusedUrl(), fastify: fastify.url });
  const wire = await Wire.open(t, url);
  wire.send(GET);
  await observed('decision');
  assert.equal(await router.close(50), false);
  assert.equal(await wire.end(), '');
});

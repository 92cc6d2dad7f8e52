import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange, startProxy, startRawUpstream, startUpstream } from './fixture.ts';

const GET = 'GET /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const POST = 'POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

// A reason phrase that cannot be written made writing fail, and again when the failure was to be answered: the process ended.
for (const phrase of ['Gr\u00fc\u00df', '\u00e2\u0153\u201c', 'a\u0001b']) {
  test(`answers with the usual phrase in place of ${JSON.stringify(phrase)}, and lives on`, async (t) => {
    const upstream = await startRawUpstream(t, () => `HTTP/1.1 200 ${phrase}\r\nContent-Length: 2\r\n\r\nhi`);
    const { url } = await startProxy(t, { express: upstream.url, fastify: upstream.url });
    for (let count = 0; count < 2; count += 1) {
      assert.match(await exchange(t, url, GET), /^HTTP\/1\.1 (200 OK|502 Bad Gateway)\r\n/);
    }
  });
}

test('keeps a reason phrase of its own', async (t) => {
  const upstream = await startRawUpstream(t, () => 'HTTP/1.1 200 Fine\r\nContent-Length: 2\r\n\r\nhi');
  const { url } = await startProxy(t, { express: upstream.url, fastify: upstream.url });
  assert.match(await exchange(t, url, GET), /^HTTP\/1\.1 200 Fine\r\n/);
});

for (const beginning of ['hello', '']) {
  test(`never ends in order an answer that was cut after "${beginning}"`, async (t) => {
    const upstream = await startRawUpstream(t, (_request, socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${beginning}`, () =>
        setImmediate(() => socket.resetAndDestroy()),
      );
      return undefined;
    });
    const { url } = await startProxy(t, { express: upstream.url, fastify: upstream.url });
    const text = await exchange(t, url, POST);
    assert.doesNotMatch(text, /\r\n0\r\n\r\n$/);
  });
}

for (const coding of ['gzip, chunked', 'foo', 'chunked, chunked']) {
  test(`takes an answer in the transfer coding "${coding}" for a bad one`, async (t) => {
    const bad = await startRawUpstream(
      t,
      () => `HTTP/1.1 200 OK\r\nTransfer-Encoding: ${coding}\r\n\r\n2\r\nhi\r\n0\r\n\r\n`,
    );
    const good = await startUpstream(t, (_request, response) => response.end('express'));
    const { url } = await startProxy(t, { express: good.url, fastify: bad.url });
    assert.match(await exchange(t, url, GET), /^HTTP\/1\.1 200 OK\r\n[\s\S]*x-routed-to: express[\s\S]*express/);
    assert.match(await exchange(t, url, POST), /^HTTP\/1\.1 502 Bad Gateway\r\n/);
  });
}

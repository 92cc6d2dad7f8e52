import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange, startRawUpstream } from '../proxy/fixture.ts';
import { startShadowed } from './fixture.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nDate: now\r\nContent-Type: application/json\r\n';
const LENGTH = `${HEAD}Content-Length: 7\r\n\r\n{"a":1}`;
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n0\r\n\r\n`;
const IN_TWO = `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n`;
const GET = 'GET /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

for (const [title, express, fastify, kinds] of [
  ['with a length and in chunks', LENGTH, CHUNKED, { 'header-missing': 1, 'header-extra': 1, framing: 1 }],
  ['in chunks and with a length', CHUNKED, LENGTH, { 'header-missing': 1, 'header-extra': 1, framing: 1 }],
  ['in other chunks', CHUNKED, IN_TWO, undefined],
] as const) {
  for (const share of [0, 100]) {
    test(`compares answers ${title} by what their clients see, with ${share} % on Fastify`, async (t) => {
      const servers = {
        express: (await startRawUpstream(t, () => express)).url,
        fastify: (await startRawUpstream(t, () => fastify)).url,
      };
      const { url, shadow, results } = await startShadowed(t, { ...servers, share });
      assert.ok((await exchange(t, url, GET)).includes('"a'));
      assert.deepEqual(await results(1), [kinds === undefined ? 'identical' : 'different']);
      assert.deepEqual(shadow.counts().operations.listThings?.kinds ?? {}, kinds ?? {});
    });
  }
}

test('mirrors a request in chunks in chunks', async (t) => {
  const express = await startRawUpstream(t, () => LENGTH);
  const fastify = await startRawUpstream(t, () => LENGTH);
  const { url, results } = await startShadowed(t, { express: express.url, fastify: fastify.url });
  const head = 'POST /check HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
  await exchange(t, url, `${head}5\r\nhello\r\n5\r\n, you\r\n0\r\n\r\n`);
  assert.deepEqual(await results(1), ['identical']);
  for (const text of [express.requests[0] ?? '', fastify.requests[0] ?? '']) {
    const [fields = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
    assert.deepEqual(fields.match(/^(content-length|transfer-encoding): .*$/gim), ['transfer-encoding: chunked']);
    // In which chunks is no part of the message (RFC 9112, 7.1).
    assert.equal(body.replace(/(^|\r\n)[0-9a-f]+\r\n/g, '').trim(), 'hello, you');
  }
});

test('mirrors a request with a length with a length', async (t) => {
  const express = await startRawUpstream(t, () => LENGTH);
  const fastify = await startRawUpstream(t, () => LENGTH);
  const { url, results } = await startShadowed(t, { express: express.url, fastify: fastify.url });
  await exchange(t, url, 'POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello');
  assert.deepEqual(await results(1), ['identical']);
  for (const text of [express.requests[0] ?? '', fastify.requests[0] ?? '']) {
    assert.match(text, /\r\ncontent-length: 5\r\n\r\nhello$/);
    assert.doesNotMatch(text, /transfer-encoding/i);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange, startProxy, startRawUpstream } from './fixture.ts';

const GET = 'GET /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const LENGTH = 'Content-Length: 2\r\n';
// Bytes that are no UTF-8, and bytes that are.
const VALUES = ['a=\xe9', 'a=\xc3\xa9', 'a=\xff\xe2\x82\xac'];

// RFC 9110, 5.5. Node decodes Content-Disposition in some answers and not in others, and a head without a body as UTF-8.
for (const [order, fields] of [
  ['before the length', (value: string) => `Content-Disposition: ${value}\r\nX-Latin: ${value}\r\n${LENGTH}`],
  ['behind the length', (value: string) => `X-Latin: ${value}\r\n${LENGTH}Content-Disposition: ${value}\r\n`],
] as const) {
  for (const cut of [false, true]) {
    test(`bytes above 0x7f survive ${order}${cut ? ', also where the body comes later' : ''}`, async (t) => {
      for (const value of VALUES) {
        const head = `HTTP/1.1 200 OK\r\n${fields(value)}\r\n`;
        const upstream = await startRawUpstream(t, (_request, socket) => {
          if (!cut) return `${head}ok`;
          socket.setNoDelay(true).write(head, 'latin1');
          setImmediate(() => setImmediate(() => socket.write('ok')));
          return undefined;
        });
        const { url } = await startProxy(t, { express: upstream.url, fastify: upstream.url });
        const text = await exchange(t, url, GET);
        assert.ok(text.startsWith('HTTP/1.1 200 OK\r\n'), text);
        assert.ok(text.includes(`\r\nContent-Disposition: ${value}\r\n`), JSON.stringify(text));
        assert.ok(text.includes(`\r\nX-Latin: ${value}\r\n`), JSON.stringify(text));
      }
    });
  }
}

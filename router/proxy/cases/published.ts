import assert from 'node:assert/strict';
import { unusedUrl } from '../fixture.ts';
import { closed, OK, type Row, until } from './row.ts';

const CLOSE = 'Connection: close\r\n\r\n';

/** Faults of other proxies that were published, each with the bytes that showed it. */
export const PUBLISHED: readonly Row[] = [
  {
    number: 'CVE-2026-16158',
    title: 'A URL cache keyed without a delimiter served the wrong upstream',
    source: 'CVE-2026-16158',
    seenRed: 'any text was a Host',
    play: async (stage) => {
      const { url, requests } = await stage.hostile(() => OK);
      const router = await stage.router(url, { express: url, fastify: url });
      // Pairs of host and path that are alike when they are written one after the other.
      for (const [host, path] of [
        ['a', '/b/things'],
        ['a/b', '/things'],
        ['a', '/things'],
        ['ab', '/things'],
        ['a', 'b/things'],
      ] as const) {
        const text = await (await stage.client(router)).send(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}`).end();
        const valid = host !== 'a/b' && path.startsWith('/');
        assert.equal(text.startsWith('HTTP/1.1 200 '), valid, `${host} ${path}`);
        if (valid) assert.ok(requests.at(-1)?.startsWith(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n`));
      }
      assert.equal(requests.length, 3);
    },
  },
  {
    number: 'CVE-2026-55602',
    title: 'A Host that contains the name of another backend picked that backend',
    source: 'CVE-2026-55602',
    seenRed: 'a Host that contains the name of a server chose it',
    play: async (stage) => {
      const here = await stage.hostile(() => OK);
      const there = await stage.hostile(() => OK);
      const urls = { express: there.url, fastify: there.url, [stage.side]: here.url };
      const router = await stage.router(here.url, urls);
      for (const host of [
        new URL(there.url).host,
        `evil-${new URL(there.url).host}`,
        'fastify',
        'express',
        'localhost',
      ]) {
        const client = await stage.client(router);
        assert.match(await client.send(`GET /things HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}`).end(), /ok$/);
        const absolute = await stage.client(router);
        const target = `${there.url}/things`;
        assert.match(await absolute.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}`).end(), /ok$/);
      }
      assert.deepEqual([here.requests.length, there.requests.length], [10, 0]);
    },
  },
  {
    number: 'CVE-2021-21321',
    title: 'A path with dots escaped from the prefix that it was to stay under',
    source: 'CVE-2021-21321',
    seenRed: 'targets were normalized',
    exchanges: ['/things/../admin', '/things/%2e%2e/admin', '/things/..%2fadmin', '//admin'].map((target) => ({
      send: `GET ${target} HTTP/1.1\r\nHost: a\r\n${CLOSE}`,
      comes: /ok$/,
      arrives: new RegExp(`^GET ${target.replaceAll('.', '\\.')} HTTP/1\\.1\r\n`),
      anywhere: true,
      closes: true,
    })),
  },
  {
    number: 'CVE-2026-3635',
    title: 'X-Forwarded-* of a client that is no trusted proxy was believed',
    source: 'CVE-2026-3635',
    seenRed: 'every peer was trusted',
    exchanges: [
      {
        send: `GET /things HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\nX-Forwarded-For: 127.0.0.1\r\n${CLOSE}`,
        comes: /ok$/,
        arrives: /x-forwarded-host: a\r\nx-forwarded-proto: http\r\n/,
        arrivesNot: /evil|https|: 443|127\.0\.0\.1, /,
        changes: { trustedProxies: ['10.0.0.0/8'] },
        closes: true,
      },
    ],
  },
  {
    number: 'fastify-http-proxy#460',
    title: 'The process ended when the upstream was down and many requests came at once',
    source: 'fastify-http-proxy#460',
    seenRed: 'a failure had no answer',
    play: async (stage) => {
      const router = await stage.router(await unusedUrl());
      const texts = await Promise.all(
        Array.from({ length: 100 }, async () =>
          (await stage.client(router))
            .send(`POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n${CLOSE}abc`)
            .end(),
        ),
      );
      for (const text of texts) assert.match(text, /^HTTP\/1\.1 502 /);
    },
  },
  {
    number: 'httpxy#79',
    title: 'The process ended on ECONNRESET of either side, in requests and in tunnels (http-proxy-3#5)',
    source: 'httpxy#79; http-proxy-3#5',
    seenRed: 'nobody listened for the errors of a tunnel',
    play: async (stage) => {
      for (const upgrade of ['', 'Connection: upgrade\r\nUpgrade: websocket\r\n']) {
        for (const who of ['client', 'upstream'] as const) {
          const upstream = await stage.hostile(() =>
            upgrade === ''
              ? 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'
              : 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nhalf',
          );
          const router = await stage.router(upstream.url);
          const wire = await stage.client(router);
          await wire.send(`GET /things HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n`).until('half');
          if (who === 'client') wire.socket.resetAndDestroy();
          else upstream.sockets[0]?.resetAndDestroy();
          await closed(upstream.sockets[0]);
          await wire.end();
          await router.observed('answer');
          const next = await stage.client(router);
          await next.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').until(/^HTTP\/1\.1 /);
        }
      }
    },
  },
  {
    number: 'node-http-proxy#1586',
    title: 'Each client that went left its upstream connection open',
    source: 'node-http-proxy#1586',
    seenRed: 'the upstream was not told that the client had gone',
    play: async (stage) => {
      const upstream = await stage.hostile(() => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n');
      const router = await stage.router(upstream.url);
      for (let count = 0; count < 20; count += 1) {
        const wire = await stage.client(router);
        await wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').until('half');
        wire.socket.resetAndDestroy();
      }
      await until(() => upstream.sockets.every((socket) => socket.closed));
    },
  },
  {
    number: 'h2c smuggling',
    title: 'An upgrade to HTTP/2 let requests pass that no proxy had seen',
    source: 'RFC 9113, 3.1 (h2c upgrades are obsolete)',
    seenRed: 'every protocol was tunnelled',
    exchanges: ['h2c', 'websocket, h2c', 'HTTP/2.0', 'TLS/1.0'].map((protocol) => ({
      send: `GET /things HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\nUpgrade: ${protocol}\r\n\r\n`,
      comes: /^HTTP\/1\.1 200 [\s\S]*ok$/,
      arrives: /^GET \/things /,
      arrivesNot: /upgrade|http2-settings/i,
      closes: true,
    })),
  },
];

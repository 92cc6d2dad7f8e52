import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { closed, type Row, until } from './row.ts';

const GET = 'GET /things HTTP/1.1\r\nHost: a\r\n\r\n';

/** Who is slow, who stops, who goes. */
export const FLOW: readonly Row[] = [
  {
    number: 47,
    title: 'A slow client pauses the upstream; one that stops reading is cut off after a while',
    source: 'backpressure; CVE-2019-9517 in kind',
    seenRed: 'a client that reads nothing was waited for',
    play: async (stage) => {
      // The second answer ends for the router at once, but waits in its buffers for the client all the same.
      for (const size of [64 * 1_048_576, 12 * 1_048_576]) {
        const sockets: Socket[] = [];
        const url = await stage.real((request, response) => {
          sockets.push(request.socket);
          response.end(Buffer.alloc(size));
        });
        const router = await stage.router(url, { limits: { client: { idleTimeoutMs: 100 } } });
        const wire = await stage.client(router);
        wire.socket.pause();
        wire.send(GET);
        const { complete } = await router.observed('answer');
        assert.equal(complete, false);
        await closed(sockets[0]);
      }
    },
    elsewhere: ['streaming.test.ts: holds a fast upstream back while the client does not read'],
  },
  {
    number: 48,
    title: 'A slow upstream pauses the upload',
    source: 'backpressure',
    seenRed: 'the upload was never paused',
    elsewhere: ['streaming.test.ts: holds a fast client back while the upstream does not read'],
  },
  {
    number: 49,
    title: 'A head or a body that trickles in is answered with 408',
    source: 'RFC 9110, 15.5.9; Slowloris',
    seenRed: 'no limit to the time of a request',
    exchanges: [
      'GET /things HTTP/1.1\r\nHost:',
      'POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc',
    ].map((send) => ({
      send,
      comes: [/^HTTP\/1\.1 408 /, /^connection: close\r$/im],
      arrives: 'nothing',
      changes: { limits: { client: { headersTimeoutMs: 60, requestTimeoutMs: 60, checkTimeoutsEveryMs: 20 } } },
      closes: true,
    })),
  },
  {
    number: 50,
    title: 'A client that goes cancels its upstream request, and is no error of the upstream',
    source: 'node-http-proxy#1586',
    seenRed: 'the upstream was not told that the client had gone',
    play: async (stage) => {
      for (const answer of [undefined, 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf']) {
        const upstream = await stage.hostile(() => answer);
        const router = await stage.router(upstream.url);
        const wire = await stage.client(router);
        wire.send(GET);
        await until(() => upstream.requests.length === 1);
        if (answer !== undefined) await wire.until('half');
        wire.socket.resetAndDestroy();
        assert.equal((await router.observed('attempt')).outcome.kind, 'abandoned');
        assert.deepEqual((await router.observed('answer')).failures, []);
        await closed(upstream.sockets[0]);
      }
    },
    elsewhere: [
      'streaming.test.ts: is back to where it was after a thousand clients have gone',
      'endurance.test.ts: is back to where it was after a thousand downloads were broken off',
    ],
  },
  {
    number: 51,
    title: 'An early 413 reaches the client during the upload, whoever gives it',
    source: 'RFC 9110, 15.5.14; RFC 9112, 9.6',
    seenRed: 'a connection was closed while its client still sent',
    play: async (stage) => {
      const url = await stage.real((_, response) => response.writeHead(413).end('too large'));
      const upload = `POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: ${64 * 1_048_576}\r\n\r\n`;
      const chunks = `POST /things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
      const limits = { client: { maxBodyBytes: 1_000_000, lingerMs: 5_000 } };
      for (const [head, changes, answer] of [
        [upload, {}, /^HTTP\/1\.1 413 [\s\S]*too large/],
        [upload, { limits }, /^HTTP\/1\.1 413 [\s\S]*"code":"body_too_large"/],
        [chunks, { limits }, /^HTTP\/1\.1 413 /],
      ] as const) {
        const wire = await stage.client(await stage.router(url, changes));
        wire.send(head);
        const piece = head === chunks ? `100000\r\n${'x'.repeat(1_048_576)}\r\n` : 'x'.repeat(1_048_576);
        for (let sent = 0; sent < 16 && wire.error === undefined; sent += 1) {
          await new Promise((resolve) => wire.socket.write(piece, 'latin1', resolve));
        }
        await wire.until(answer);
        assert.equal(wire.error, undefined);
        wire.socket.destroy();
      }
    },
  },
  {
    number: 52,
    title: 'A client that has closed its sending side still gets its answer',
    source: 'RFC 9112, 9.6',
    seenRed: "the end of a client's sending ended its connection",
    play: async (stage) => {
      const waiting: (() => void)[] = [];
      const url = await stage.real((_, response) => waiting.push(() => response.end('ok')));
      const wire = await stage.client(await stage.router(url));
      wire.send(GET).socket.end();
      await until(() => waiting.length === 1);
      waiting[0]?.();
      assert.match(await wire.end(), /HTTP\/1\.1 200 OK\r\n[\s\S]*ok/);
    },
  },
];

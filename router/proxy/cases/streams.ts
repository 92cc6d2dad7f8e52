import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { listen } from '../../listen.ts';
import { closed, type Row, type Stage } from './row.ts';

const UPGRADE =
  'GET /things HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/** A server of node's own that takes every upgrade, as RFC 6455, 4.2.2 has it, and then gives back what it gets. */
async function echoing(stage: Stage): Promise<{ readonly url: string; readonly sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    sockets.push(request.socket);
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.on('error', () => {});
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\nhello `,
    );
    socket.write(head);
    socket.pipe(socket);
  });
  const url = await listen(server, '127.0.0.1', 0);
  stage.test.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url, sockets };
}

/** Interim answers, upgrades and streams. */
export const STREAMS: readonly Row[] = [
  {
    number: 36,
    title: 'Expect: 100-continue is met once the body is wanted, or the final status comes before the body',
    source: 'RFC 9110, 10.1.1',
    seenRed: '100 was never sent',
    exchanges: [
      {
        send: 'POST /things HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\nConnection: close\r\n\r\n',
        comes: /^HTTP\/1\.1 413 /,
        never: /100 Continue/,
        arrives: 'nothing',
        changes: { limits: { client: { maxBodyBytes: 9 } } },
        closes: true,
      },
    ],
    play: async (stage) => {
      const url = await stage.real((request, response) => {
        request.setEncoding('latin1').on('data', (body) => response.end(`got ${body}`));
      });
      const wire = await stage.client(await stage.router(url));
      wire.send('POST /things HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
      await wire.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
      await wire.send('abc').until(/\r\n\r\nHTTP\/1\.1 200 [\s\S]*got abc/);
    },
  },
  {
    number: 37,
    title: '103 Early Hints are relayed',
    source: 'RFC 8297; RFC 9110, 15.2',
    seenRed: 'interim answers were dropped',
    play: async (stage) => {
      const waiting: (() => void)[] = [];
      const url = await stage.real((_, response) => {
        response.writeEarlyHints({ link: '</a>; rel=preload' });
        waiting.push(() => response.end('ok'));
      });
      const wire = await stage.client(await stage.router(url));
      wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n');
      await wire.until(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>; rel=preload\r\n\r\n$/i);
      waiting[0]?.();
      await wire.until(/\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    },
    elsewhere: [
      'interim-answers.test.ts: strips from interim answers what the router says itself',
      'interim-answers.test.ts: relays so many interim answers, drops the next ones, and still gives the answer',
      'interim-answers.test.ts: relays no interim answer to a client that does not read',
      'interim-answers.test.ts: takes interim answers without an end for a bad answer',
      'interim-answers.test.ts: drops 100 Continue wherever it is cut, and leaves the body alone',
    ],
  },
  {
    number: 38,
    title: 'An upgrade tunnels the first bytes too, and a refused one stays an ordinary answer',
    source: 'RFC 9110, 7.8; RFC 6455, 4',
    seenRed: 'the first bytes were dropped',
    exchanges: [
      {
        send: UPGRADE,
        answer: 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno',
        comes: [/^HTTP\/1\.1 403 Forbidden\r\n/, /\r\nx-routed-to: /, /no$/],
        arrives:
          /^GET \/things HTTP\/1\.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\nSec-WebSocket-Version/,
        closes: true,
      },
      {
        send: UPGRADE,
        answer: 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\nevil',
        comes: /^HTTP\/1\.1 502 /,
        never: /evil/,
        closes: true,
      },
    ],
    play: async (stage) => {
      const { url, sockets } = await echoing(stage);
      const router = await stage.router(url);
      const wire = await stage.client(router);
      // What the client sends before it knows of the switch belongs to the new protocol already.
      await wire.send(`${UPGRADE}first`).until(/\r\n\r\nhello first$/);
      assert.match(wire.text, /^HTTP\/1\.1 101 Switching Protocols\r\n/);
      assert.match(wire.text, /^Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r$/m);
      assert.match(wire.text, /^connection: upgrade\r\nupgrade: websocket\r$/m);
      assert.ok(wire.text.includes(`x-routed-to: ${stage.side}\r\n`));
      const big = 'x'.repeat(3_000_000);
      await wire.send(big).until((text) => text.endsWith(big));
      await wire.send('\0\xff').until(/\0\xff$/);
      wire.socket.end();
      await wire.end();
      await closed(sockets[0]);
      assert.equal((await router.observed('answer')).status, 101);
    },
    elsewhere: [
      'tunnel.test.ts: lets each side end its sending before the other',
      'tunnel.test.ts: cuts off a tunnel in which nothing moves',
      'tunnel.test.ts: ends the other side when one breaks',
      'tunnel.test.ts: counts a tunnel as in flight until it ends, and cuts it off when time is up',
      'tunnel.test.ts: routes an upgrade as its request, and never sends one again',
      'tunnel.test.ts: takes no upgrade to a protocol in which requests could pass unseen',
    ],
  },
  {
    number: 39,
    title: 'The first server-sent event arrives before the second exists',
    source: 'HTML, 9.2',
    seenRed: 'a head waited for its body',
    play: async (stage) => {
      const writers: ((event: string) => void)[] = [];
      const url = await stage.real((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
        writers.push((event) => response.write(event));
      });
      const wire = await stage.client(await stage.router(url));
      await wire.send('GET /stream HTTP/1.1\r\nHost: a\r\n\r\n').until(/text\/event-stream[\s\S]*\r\n\r\n$/);
      for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
        writers[0]?.(event);
        await wire.until(event);
      }
    },
  },
];

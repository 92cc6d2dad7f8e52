import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { STREAMING } from '../fixture.ts';
import { closed, OK, type Row, type Sent, until } from './row.ts';

const HEAD = 'POST /things HTTP/1.1\r\nHost: a\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const GET = 'GET /things HTTP/1.1\r\nHost: a\r\n\r\n';
const LAST = 'GET /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

const REFUSED = { comes: [/^HTTP\/1\.1 400 /, /^connection: close\r$/im], closes: true, arrives: 'nothing' } as const;

/** A request that must end here, with nothing of it upstream. */
function refused(send: string): Sent {
  return { ...REFUSED, send, never: /HTTP\/1\.1 [\s\S]*HTTP\/1\.1 / };
}

/** An answer that must not be passed on. */
function bad(answer: string): Sent {
  return { send: LAST, answer, comes: /^HTTP\/1\.1 502 /, never: /evil/, closes: true };
}

/** How a message is delimited: where two readers disagree, one request hides in another (RFC 9112, 11.2). */
export const FRAMING: readonly Row[] = [
  {
    number: 1,
    title: 'Transfer-Encoding with Content-Length is refused',
    source: 'RFC 9112, 6.1',
    seenRed: 'a lenient parser and no check of our own for both fields',
    exchanges: [
      refused(`${HEAD}${CHUNKED}Content-Length: 3\r\n\r\n0\r\n\r\n`),
      refused(`${HEAD}Content-Length: 3\r\n${CHUNKED}\r\n0\r\n\r\n`),
    ],
  },
  {
    number: 2,
    title: 'Differing Content-Lengths are refused',
    source: 'RFC 9112, 6.3',
    seenRed: 'what the parser refuses was answered with 408',
    exchanges: [
      refused(`${HEAD}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`),
      refused(`${HEAD}Content-Length: 3, 4\r\n\r\nabcd`),
    ],
  },
  {
    number: 3,
    title: 'A Content-Length that is no plain number is refused',
    source: 'RFC 9110, 8.6',
    seenRed: 'what the parser refuses was answered with 408',
    exchanges: ['+5', '0x5', '-1', '5 5', '99999999999999999'].map((length) =>
      refused(`${HEAD}Content-Length: ${length}\r\n\r\nabcde`),
    ),
  },
  {
    number: 4,
    title: 'A transfer coding other than one final chunked is refused',
    source: 'RFC 9112, 6.1 and 6.3',
    seenRed: 'any coding that ends in "chunked" was taken',
    exchanges: [
      refused(`${HEAD}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`),
      refused(`${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`),
      refused(`${HEAD}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`),
      refused(`${HEAD}${CHUNKED}${CHUNKED}\r\n0\r\n\r\n`),
      refused(`${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`),
      refused(`${HEAD}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`),
    ],
  },
  {
    number: 5,
    title: 'Transfer-Encoding in HTTP/1.0 is refused',
    source: 'RFC 9112, 6.1',
    seenRed: 'no check of the version',
    exchanges: [refused(`POST /things HTTP/1.0\r\nHost: a\r\n${CHUNKED}\r\n0\r\n\r\n`)],
  },
  {
    number: 6,
    title: 'A bad chunk size is refused, and the upstream connection of its request destroyed',
    source: 'RFC 9112, 7.1',
    seenRed: 'the upstream was not told that the request had broken',
    play: async (stage) => {
      for (const size of ['xyz', '-1', '0x3', '1 1', 'ffffffffffffffffff']) {
        const upstream = await stage.hostile(() => OK);
        const wire = await stage.client(await stage.router(upstream.url, { limits: STREAMING }));
        wire.send(`${HEAD}${CHUNKED}\r\n3\r\nabc\r\n`);
        await until(() => (upstream.sockets[0]?.bytesRead ?? 0) > 0);
        assert.match(await wire.send(`${size}\r\nabc\r\n`).end(), /^HTTP\/1\.1 400 /, size);
        await closed(upstream.sockets[0]);
        assert.equal(upstream.requests.length, 0);
      }
    },
  },
  {
    number: 7,
    title: 'A folded line and a space before the colon are refused',
    source: 'RFC 9112, 5.1 and 5.2',
    seenRed: 'a lenient parser',
    exchanges: [
      refused('GET /things HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n'),
      refused('GET /things HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n'),
      refused('GET /things HTTP/1.1\r\n Host: a\r\n\r\n'),
    ],
  },
  {
    number: 8,
    title: 'CR, LF or NUL in a value is 400 from a client and 502 from an upstream',
    source: 'RFC 9110, 5.5',
    seenRed: 'a lenient parser',
    exchanges: [
      refused('GET /things HTTP/1.1\r\nHost: a\r\nX: 1\0\r\n\r\n'),
      refused('GET /things HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n'),
      refused('GET /things HTTP/1.1\r\nHost: a\r\nX: 1\nY: 2\r\n\r\n'),
      bad('HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 4\r\n\r\nevil'),
      bad('HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 4\r\n\r\nevil'),
      bad('HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: evil\r\nContent-Length: 4\r\n\r\nevil'),
    ],
  },
  {
    number: 9,
    title: 'An answer with both lengths, or conflicting ones, is 502, and its connection is dropped',
    source: 'RFC 9112, 6.3',
    seenRed: 'the codings of an answer were not looked at',
    play: async (stage) => {
      for (const lengths of [
        `Content-Length: 4\r\n${CHUNKED}`,
        `${CHUNKED}Content-Length: 4\r\n`,
        'Content-Length: 4\r\nContent-Length: 5\r\n',
        'Content-Length: 4, 5\r\n',
        'Content-Length: -4\r\n',
        'Transfer-Encoding: gzip, chunked\r\n',
      ]) {
        const upstream = await stage.hostile(() => `HTTP/1.1 200 OK\r\n${lengths}\r\n4\r\nevil\r\n0\r\n\r\n`);
        const wire = await stage.client(await stage.router(upstream.url));
        const text = await wire.send(LAST).end();
        assert.match(text, /^HTTP\/1\.1 502 /, lengths);
        assert.doesNotMatch(text, /evil/);
        for (const socket of upstream.sockets) await closed(socket);
      }
    },
  },
  {
    number: 10,
    title: 'An answer that is cut short breaks the client off and never ends in order',
    source: 'RFC 9112, 8',
    seenRed: 'a cut answer was ended in order',
    exchanges: [
      'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf',
    ].map((answer) => ({
      send: GET,
      answer: (_, socket) => {
        socket.end(answer);
        return undefined;
      },
      comes: /^HTTP\/1\.1 200 /,
      never: /\r\n0\r\n\r\n$|Content-Length: 4/i,
      closes: true,
    })),
  },
  {
    number: 11,
    title: 'A body that its connection ends is put into chunks',
    source: 'RFC 9112, 6.3 and 7.1',
    seenRed: 'the end of the connection was the end of the body',
    exchanges: [
      {
        send: GET,
        answer: (_, socket) => {
          socket.end('HTTP/1.1 200 OK\r\n\r\nok');
          return undefined;
        },
        comes: [/^transfer-encoding: chunked\r$/im, /\r\n\r\n2\r\nok\r\n0\r\n\r\n$/],
        never: /^connection: close/im,
      },
    ],
  },
  {
    number: 12,
    title: "An answer to HEAD keeps its length, has no body and leaves the client's connection usable",
    source: 'RFC 9110, 9.3.2',
    seenRed: 'the connection to the upstream was kept, and a body that came late was the next answer',
    play: async (stage) => {
      const lateBody = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';
      const askedForHead = new Set<Socket>();
      const upstream = await stage.hostile((request, socket) => {
        if (request.startsWith('GET')) return askedForHead.has(socket) ? lateBody + OK : OK;
        askedForHead.add(socket);
        return 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
      });
      const wire = await stage.client(await stage.router(upstream.url));
      const head = 'HEAD /things HTTP/1.1\r\nHost: a\r\n\r\n';
      for (let count = 1; count <= 3; count += 1) {
        await wire.send(head).until((text) => text.split('\r\n\r\n').length === count + 1);
      }
      assert.equal(wire.text.match(/^Content-Length: 5\r$/gm)?.length, 3);
      assert.doesNotMatch(wire.text, /transfer-encoding|^connection: close/im);
      assert.match(await wire.send(LAST).end(), /\r\n\r\nok$/);
    },
  },
  {
    number: 13,
    title: '204 and 304 have neither body nor transfer coding',
    source: 'RFC 9112, 6.3',
    seenRed: 'the length of a 204 was passed on',
    exchanges: [
      'HTTP/1.1 204 No Content\r\n\r\n',
      'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n',
      'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',
      'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nTransfer-Encoding: chunked\r\n\r\n',
    ].map((answer) => ({
      send: LAST,
      answer,
      comes: [/^HTTP\/1\.1 (204|304) /, /\r\n\r\n$/],
      never: /transfer-encoding|content-length|\r\n\r\n[\s\S]/i,
      closes: true,
    })),
  },
  {
    number: 14,
    title: 'A kept upstream connection on which stray bytes arrive is discarded',
    source: 'RFC 9112, 6.3; GHSA-35p6-xmwp-9g52',
    seenRed: 'idle connections were not read (in undici), so the stray bytes were the next answer',
    play: async (stage) => {
      const upstream = await stage.hostile(() => OK);
      const router = await stage.router(upstream.url);
      assert.match(await (await stage.client(router)).send(LAST).end(), /ok$/);
      upstream.sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');
      assert.match(await (await stage.client(router)).send(LAST).end(), /ok$/);
      await closed(upstream.sockets[0]);
    },
  },
  {
    number: 15,
    title: 'Pipelined requests are answered in order',
    source: 'RFC 9112, 9.3.2',
    seenRed: 'the youngest request was served first',
    play: async (stage) => {
      const waiting: (() => void)[] = [];
      const url = await stage.real((request, response) => {
        const answer = () => response.end(request.url);
        if (request.url === '/things?1') waiting.push(answer);
        else answer();
      });
      const wire = await stage.client(await stage.router(url));
      wire.send([1, 2, 3].map((path) => `GET /things?${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
      await until(() => waiting.length > 0);
      waiting[0]?.();
      await wire.until(/things\?3$/);
      assert.deepEqual(wire.text.match(/(?<=\r\n\r\n\/things\?)\d/g), ['1', '2', '3']);
    },
  },
  {
    number: 16,
    title: 'A client of HTTP/1.0 never gets chunks',
    source: 'RFC 9112, 6.1',
    seenRed: 'Transfer-Encoding was passed on',
    exchanges: [
      {
        send: 'GET /things HTTP/1.0\r\n\r\n',
        answer: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
        comes: /\r\n\r\nok$/,
        never: /transfer-encoding/i,
        closes: true,
      },
      {
        send: 'GET /things HTTP/1.0\r\n\r\n',
        answer: `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`,
        comes: /^HTTP\/1\.1 200 [\s\S]*ok$/,
        never: /HTTP\/1.1 103/,
        closes: true,
      },
    ],
  },
];

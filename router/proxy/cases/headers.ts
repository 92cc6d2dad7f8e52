import assert from 'node:assert/strict';
import { closed, OK, type Row } from './row.ts';

const CLOSE = 'Connection: close\r\n\r\n';

function get(fields: string, connection = CLOSE): string {
  return `GET /things HTTP/1.1\r\nHost: a\r\n${fields}${connection}`;
}

function answer(fields: string): string {
  return `HTTP/1.1 200 OK\r\n${fields}Content-Length: 2\r\n\r\nok`;
}

/** Which fields travel on, and which the router answers for. */
export const HEADERS: readonly Row[] = [
  {
    number: 17,
    title: 'Fields that end at this hop are stripped both ways',
    source: 'RFC 9110, 7.6.1',
    seenRed: 'Keep-Alive was passed on',
    exchanges: [
      {
        send: get(
          'Keep-Alive: hop\r\nProxy-Connection: hop\r\nTE: hop\r\nUpgrade: hop\r\nProxy-Authorization: hop\r\nTrailer: hop\r\n',
        ),
        answer: answer(
          'Keep-Alive: hop\r\nProxy-Connection: hop\r\nTE: hop\r\nUpgrade: hop\r\nProxy-Authenticate: hop\r\nProxy-Authentication-Info: hop\r\n',
        ),
        comes: [/ok$/, /^connection: close\r$/im],
        never: /: hop\r$/im,
        arrivesNot: /: hop\r$/im,
        closes: true,
      },
    ],
  },
  {
    number: 18,
    title: 'Every field that Connection lists is stripped both ways',
    source: 'RFC 9110, 7.6.1',
    seenRed: 'what Connection lists was passed on',
    exchanges: [
      {
        send: get('Connection: X-One , x-two\r\nX-One: 1\r\nx-TWO: 2\r\nX-Three: 3\r\n', 'Connection: close\r\n\r\n'),
        answer: answer('Connection: x-four\r\nX-Four: 4\r\nX-Five: 5\r\n'),
        comes: [/^X-Five: 5\r$/m, /ok$/],
        never: /x-four/i,
        arrives: /^X-Three: 3\r$/m,
        arrivesNot: /x-one|x-two/i,
        closes: true,
      },
    ],
  },
  {
    number: 19,
    title: 'Connection cannot remove protected fields, nor those that the router adds',
    source: 'RFC 9110, 7.6.1; the abuse of hop-by-hop fields',
    seenRed: 'no field was protected',
    exchanges: [
      {
        send: 'POST /things HTTP/1.1\r\nHost: a\r\nConnection: close, x-request-id, authorization, content-length, cookie, host, x-forwarded-for, forwarded, via, traceparent\r\nX-Request-Id: id-1\r\nAuthorization: Bearer x\r\nCookie: c=1\r\nContent-Length: 3\r\n\r\nabc',
        comes: /ok$/,
        arrives:
          /^(?=[\s\S]*\r\nhost: a\r\n)(?=[\s\S]*\r\nAuthorization: Bearer x\r\n)(?=[\s\S]*\r\nCookie: c=1\r\n)(?=[\s\S]*\r\nx-forwarded-for: 127)(?=[\s\S]*\r\nforwarded: for=127)(?=[\s\S]*\r\nx-request-id: id-1\r\n)(?=[\s\S]*\r\nvia: 1\.1)(?=[\s\S]*\r\ntraceparent: 00-)(?=[\s\S]*content-length: 3\r\n)[\s\S]*\r\n\r\nabc$/,
        closes: true,
      },
    ],
  },
  {
    number: 20,
    title: 'Trailers are dropped, alike for both servers and both ways',
    source: 'RFC 9110, 6.5.1',
    seenRed: 'Trailer was passed on',
    exchanges: [
      {
        send: `POST /things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n${CLOSE}2\r\nhi\r\n0\r\nX-T: trailer\r\n\r\n`,
        answer:
          'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-U\r\n\r\n2\r\nok\r\n0\r\nX-U: trailer\r\n\r\n',
        comes: /2\r\nok\r\n0\r\n\r\n$/,
        never: /trailer/i,
        arrives: /\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n$/,
        arrivesNot: /trailer/i,
        closes: true,
      },
    ],
  },
  {
    number: 21,
    title: 'Via is appended both ways',
    source: 'RFC 9110, 7.6.3',
    seenRed: 'no Via in answers',
    exchanges: [
      {
        send: get('Via: 1.0 front\r\n'),
        answer: answer('Via: 1.1 inner\r\n'),
        comes: /^Via: 1\.1 inner\r\n[\s\S]*^via: 1\.1 lockstep\r$/m,
        arrives: /^Via: 1\.0 front\r\n[\s\S]*^via: 1\.1 lockstep\r$/m,
        closes: true,
      },
      { send: `GET /things HTTP/1.0\r\n${CLOSE}`, comes: /ok$/, arrives: /^via: 1\.0 lockstep\r$/m, closes: true },
    ],
  },
  {
    number: 22,
    title: 'Max-Forwards 0 on OPTIONS and TRACE is answered here, and else decremented',
    source: 'RFC 9110, 7.6.2',
    seenRed: 'Max-Forwards was not decremented',
    exchanges: [
      {
        send: `OPTIONS /things HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n${CLOSE}`,
        comes: [/^HTTP\/1\.1 204 /, /^allow: .*GET/m],
        arrives: 'nothing',
        closes: true,
      },
      {
        send: `TRACE /things?q HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\nCookie: secret\r\nAuthorization: secret\r\n${CLOSE}`,
        comes: [
          /^HTTP\/1\.1 200 /,
          /^content-type: message\/http\r$/m,
          /\r\n\r\nTRACE \/things\?q HTTP\/1\.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n$/,
        ],
        never: /secret/,
        arrives: 'nothing',
        closes: true,
      },
      ...['OPTIONS', 'TRACE'].map(
        (method) =>
          ({
            send: `${method} /things HTTP/1.1\r\nHost: a\r\nMAX-Forwards: 10\r\n${CLOSE}`,
            comes: /^HTTP\/1\.1 200 /,
            arrives: /^MAX-Forwards: 9\r$/m,
            arrivesNot: /forwards: 10/i,
            closes: true,
            anywhere: true,
          }) as const,
      ),
      { send: get('Max-Forwards: 0\r\n'), comes: /ok$/, arrives: /^Max-Forwards: 0\r$/m, closes: true },
    ],
  },
  {
    number: 23,
    title: 'Several Set-Cookie stay separate and in order',
    source: 'RFC 9110, 5.3',
    seenRed: 'a repeated field was dropped',
    exchanges: [
      {
        send: get(''),
        answer: answer('Set-Cookie: b=1, x\r\nX: 1\r\nset-cookie: a=2\r\nSet-Cookie: b=3\r\n'),
        comes: /Set-Cookie: b=1, x\r\nX: 1\r\nset-cookie: a=2\r\nSet-Cookie: b=3\r\n/,
        closes: true,
      },
    ],
  },
  {
    number: 24,
    title: 'Latin-1 bytes in values survive both ways',
    source: 'RFC 9110, 5.5',
    seenRed: 'values were read as UTF-8',
    exchanges: [
      {
        send: get('X-Latin: \x80\xe9\xff\r\n'),
        answer: answer('X-Latin: \xff\xa0\x80\r\n'),
        comes: /^X-Latin: \xff\xa0\x80\r$/m,
        arrives: /^X-Latin: \x80\xe9\xff\r$/m,
        closes: true,
      },
    ],
  },
  {
    number: 25,
    title: 'Encoded bodies and ETags pass byte for byte',
    source: 'RFC 9110, 7.7 and 8.8.3',
    seenRed: 'Content-Encoding ended at this hop',
    exchanges: [
      {
        send: get('Accept-Encoding: gzip;q=0.5\r\nIf-None-Match: W/"x"\r\n'),
        answer:
          'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nETag: "x-gzip"\r\nContent-Length: 6\r\n\r\n\xa4\x8b\xb0\xc0\xff\xfe',
        comes: [
          /^Content-Encoding: gzip\r\nETag: "x-gzip"\r\nContent-Length: 6\r$/m,
          /\r\n\r\n\xa4\x8b\xb0\xc0\xff\xfe$/,
        ],
        arrives: /^Accept-Encoding: gzip;q=0\.5\r\nIf-None-Match: W\/"x"\r$/m,
        closes: true,
      },
    ],
  },
  {
    number: 26,
    title: 'X-Forwarded-* and Forwarded of a client are replaced, unless it is a trusted proxy',
    source: 'RFC 7239, 8.1',
    seenRed: 'every peer was trusted',
    exchanges: [
      {
        send: get(
          'X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /evil\r\nForwarded: for=6.6.6.6\r\n',
        ),
        comes: /ok$/,
        arrives:
          /\r\nx-forwarded-for: 127\.0\.0\.1\r\nx-forwarded-host: a\r\nx-forwarded-proto: http\r\nforwarded: for=127\.0\.0\.1;host="a";proto=http\r\n/,
        arrivesNot: /6\.6\.6\.6|evil|https/,
        closes: true,
      },
      {
        send: get('X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nForwarded: for=6.6.6.6;proto=https\r\n'),
        changes: { trustedProxies: ['loopback'] },
        comes: /ok$/,
        arrives:
          /\r\nX-Forwarded-Proto: https\r\nx-forwarded-for: 6\.6\.6\.6, 127\.0\.0\.1\r\nx-forwarded-host: a\r\nforwarded: for=6\.6\.6\.6;proto=https, for=127\.0\.0\.1;host="a";proto=http\r\n/,
        closes: true,
      },
    ],
  },
  {
    number: 27,
    title: "A client's x-routed-to is ignored; only the operator's secret forces a route",
    source: 'this project',
    seenRed: 'x-routed-to was passed on',
    play: async (stage) => {
      const other = stage.side === 'express' ? 'fastify' : 'express';
      const token = 'a-secret-of-the-operator';
      for (const [fields, routedTo] of [
        [`X-Routed-To: ${other}\r\n`, stage.side],
        [`X-Lockstep-Route: ${other}\r\n`, stage.side],
        [`X-Lockstep-Route: ${other}\r\nX-Lockstep-Route-Token: wrong\r\n`, stage.side],
        [`X-Lockstep-Route: ${other}\r\nX-Lockstep-Route-Token: ${token}\r\n`, other],
      ] as const) {
        const { url, requests } = await stage.hostile(() => OK);
        const router = await stage.router(url, { express: url, fastify: url, forceToken: token });
        const text = await (await stage.client(router)).send(get(fields)).end();
        assert.ok(text.includes(`x-routed-to: ${routedTo}\r\n`), fields);
        assert.doesNotMatch(requests.join(), /x-routed-to|x-lockstep-route/i);
      }
    },
  },
  {
    number: 28,
    title: 'An invalid x-request-id is replaced, and a repeat carries the same id',
    source: 'this project',
    seenRed: 'no end of the pattern, no bound',
    play: async (stage) => {
      for (const bad of ['', 'a b', 'x'.repeat(129), '\xe9', 'a\r\nX-Request-Id: b', '../x']) {
        const { url, requests } = await stage.hostile(() => OK);
        const text = await (await stage.client(await stage.router(url))).send(get(`X-Request-Id: ${bad}\r\n`)).end();
        const [id = ''] = /(?<=^x-request-id: )[\w-]{36}(?=\r$)/m.exec(text) ?? [];
        assert.match(requests[0] ?? '', new RegExp(`^x-request-id: ${id}\r$`, 'm'));
        assert.equal(requests[0]?.match(/^x-request-id:/gim)?.length, 1);
      }
      let first = true;
      const { url, requests, sockets } = await stage.hostile((_, socket) => {
        if (!first) return OK;
        first = false;
        socket.resetAndDestroy();
        return undefined;
      });
      await (await stage.client(await stage.router(url))).send(get('')).end();
      const ids = requests.map((request) => /(?<=^x-request-id: ).*(?=\r$)/m.exec(request)?.[0]);
      assert.deepEqual([ids.length, ids[0]], [2, ids[1]]);
      await closed(sockets[0]);
    },
  },
  {
    number: 29,
    title: 'An oversize head is 431 from a client and 502 from an upstream',
    source: 'RFC 6585, 5; RFC 9110, 15.6.3',
    seenRed: 'ten times the size was allowed',
    exchanges: [
      { send: get(`X: ${'x'.repeat(20_000)}\r\n`), comes: /^HTTP\/1\.1 431 /, arrives: 'nothing', closes: true },
      {
        send: `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n${CLOSE}`,
        comes: /^HTTP\/1\.1 (431|414) /,
        arrives: 'nothing',
        closes: true,
      },
      { send: get(''), answer: answer(`X: ${'x'.repeat(70_000)}\r\n`), comes: /^HTTP\/1\.1 502 /, closes: true },
    ],
    elsewhere: [
      'head-limits.test.ts: takes no head that the fields which it adds itself make too large for the servers',
    ],
  },
  {
    number: 30,
    title: 'There is no second Date or Server',
    source: 'RFC 9110, 6.6.1 and 10.2.4',
    seenRed: 'a Date was added',
    play: async (stage) => {
      const { url } = await stage.hostile(() => answer('Date: then\r\nServer: inner\r\n'));
      const text = await (await stage.client(await stage.router(url))).send(get('')).end();
      assert.deepEqual(text.match(/^(date|server):.*$/gim), ['Date: then', 'Server: inner']);
    },
  },
];

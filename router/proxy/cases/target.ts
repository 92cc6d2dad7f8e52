import assert from 'node:assert/strict';
import { OK, type Row, type Sent } from './row.ts';

const CLOSE = 'Connection: close\r\n\r\n';

function refused(send: string, status = 400): Sent {
  return { send, comes: new RegExp(`^HTTP/1\\.1 ${status} `), arrives: 'nothing', closes: true };
}

/** Whom and what a request is for. */
export const TARGET: readonly Row[] = [
  {
    number: 31,
    title: 'The authority of an absolute target wins over Host',
    source: 'RFC 9112, 3.2.2',
    seenRed: 'Host won',
    exchanges: [
      {
        send: `GET http://b:82/things?x HTTP/1.1\r\nHost: a\r\n${CLOSE}`,
        comes: /ok$/,
        arrives: /^GET \/things\?x HTTP\/1\.1\r\nhost: b:82\r\n/,
        arrivesNot: /host: a\r/i,
        closes: true,
      },
    ],
  },
  {
    number: 32,
    title: 'A missing, repeated or invalid Host is refused',
    source: 'RFC 9112, 3.2',
    seenRed: 'a second Host was let through',
    exchanges: [
      refused('GET /things HTTP/1.1\r\n\r\n'),
      refused('GET /things HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n'),
      ...['a b/c', 'a@b', 'a/b', '', 'a:b', '[::1'].map((host) =>
        refused(`GET /things HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
      ),
    ],
  },
  {
    number: 33,
    title: 'OPTIONS * is answered, and CONNECT refused',
    source: 'RFC 9110, 9.3.7 and 9.3.6',
    seenRed: 'OPTIONS * was forwarded',
    exchanges: [
      {
        send: `OPTIONS * HTTP/1.1\r\nHost: a\r\n${CLOSE}`,
        comes: [/^HTTP\/1\.1 204 /, /^allow: .*GET/m],
        arrives: 'nothing',
        closes: true,
      },
      refused('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 405),
    ],
  },
  {
    number: 34,
    title: 'Odd targets are forwarded byte for byte and never change the upstream',
    source: 'RFC 3986, 6; CVE-2021-21321',
    seenRed: 'targets were normalized',
    play: async (stage) => {
      for (const target of [
        '//evil/things',
        '/%2e%2e/things',
        '/things/..%2f..%2f',
        '/things\\..\\',
        '/things/../../etc',
        '/things;x=1?a=//b&c=[]{}|"<>^`#d',
        '/things%00',
        '/@evil/',
        '/http://evil/',
      ]) {
        const { url, requests } = await stage.hostile(() => OK);
        // What belongs to no operation goes to the baseline, so both are this server.
        const router = await stage.router(url, { express: url, fastify: url });
        const wire = await stage.client(router);
        assert.match(await wire.send(`GET ${target} HTTP/1.1\r\nHost: a\r\n${CLOSE}`).end(), /ok$/, target);
        assert.ok(requests[0]?.startsWith(`GET ${target} HTTP/1.1\r\nhost: a\r\n`), target);
      }
    },
  },
  {
    number: 35,
    title: 'An encoded path cannot dodge the operation that it belongs to',
    source: 'RFC 3986, 6.2.2',
    seenRed: 'paths were decoded before they were matched',
    play: async (stage) => {
      // Encoded or not, a parameter takes its one segment. A path that is none of the contract's byte for byte is none of its
      // operations, for the servers as for the router: the baseline answers it, and nobody gets at a candidate beside its proof.
      for (const [target, operation, routedTo] of [
        ['/things', 'listThings', stage.side],
        ['/things?x', 'listThings', stage.side],
        ['http://b/things', 'listThings', stage.side],
        ['/things/%31', 'getThing', stage.side],
        ['/things/a%2fb', 'getThing', stage.side],
        ['/things/%2e%2e', 'getThing', stage.side],
        ['/%74hings', undefined, 'express'],
        ['/things%2f1', undefined, 'express'],
        ['//things', undefined, 'express'],
        ['/things/', undefined, 'express'],
        ['/things#x', undefined, 'express'],
      ] as const) {
        const { url } = await stage.hostile(() => OK);
        const router = await stage.router(url, { express: url, fastify: url });
        const text = await (await stage.client(router)).send(`GET ${target} HTTP/1.1\r\nHost: a\r\n${CLOSE}`).end();
        assert.ok(text.includes(`x-routed-to: ${routedTo}\r\n`), target);
        assert.equal((await router.observed('decision')).decision.operation?.id, operation, target);
      }
    },
  },
];

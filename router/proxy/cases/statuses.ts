import assert from 'node:assert/strict';
import { unusedUrl, Wire } from '../fixture.ts';
import { OK, type Row, until } from './row.ts';

const GET = 'GET /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

/** What a client gets when there is nothing to pass on. */
export const STATUSES: readonly Row[] = [
  {
    number: 53,
    title: 'Refused, reset and not resolved are 502',
    source: 'RFC 9110, 15.6.3',
    seenRed: 'a refused connection was 504',
    play: async (stage) => {
      const resetting = await stage.hostile((_, socket) => {
        socket.resetAndDestroy();
        return undefined;
      });
      for (const url of [await unusedUrl(), resetting.url, 'http://nowhere.invalid:1']) {
        const text = await (await stage.client(await stage.router(url))).send(GET).end();
        assert.match(text, /^HTTP\/1\.1 502 [\s\S]*"code":"upstream_unreachable"/, url);
      }
    },
  },
  {
    number: 54,
    title: 'A connection or a head that does not come in time is 504',
    source: 'RFC 9110, 15.6.5',
    seenRed: 'a timeout counted as a reset',
    play: async (stage) => {
      const silent = await stage.hostile(() => undefined);
      for (const limits of [{ upstream: { headersTimeoutMs: 100 } }, { client: { totalTimeoutMs: 100 } }]) {
        const router = await stage.router(silent.url, { limits });
        const text = await (await stage.client(router)).send(GET).end();
        assert.match(text, /^HTTP\/1\.1 504 [\s\S]*"code":"upstream_timeout"/);
      }
    },
    elsewhere: ['limits.test.ts: answers 504 when a server does not accept the connection in time'],
  },
  {
    number: 55,
    title: 'A full queue, and too many connections, are 503 with Retry-After',
    source: 'RFC 9110, 15.6.4 and 10.2.3',
    seenRed: 'the queue had no end',
    play: async (stage) => {
      const answers: (() => void)[] = [];
      const upstream = await stage.hostile((_, socket) => {
        answers.push(() => socket.write(OK));
        return undefined;
      });
      const router = await stage.router(upstream.url, { limits: { upstream: { maxInFlight: 1, maxQueued: 1 } } });
      const [first, second] = [await stage.client(router), await stage.client(router)];
      first.send(GET);
      await until(() => answers.length === 1);
      second.send(GET);
      await router.observed('decision', 2);
      const text = await (await stage.client(router)).send(GET).end();
      assert.match(text, /^HTTP\/1\.1 503 [\s\S]*retry-after: 1\r\n[\s\S]*"code":"overloaded"/);
      answers[0]?.();
      assert.match(await first.end(), /ok$/);
      await until(() => answers.length === 2);
      answers[1]?.();
      assert.match(await second.end(), /ok$/);

      const small = await stage.router(upstream.url, { limits: { client: { maxConnections: 1 } } });
      const only = await stage.client(small);
      await until(() => small.router.server.connections !== 0);
      const refused = await (await stage.client(small)).end();
      assert.match(refused, /^HTTP\/1\.1 503 [\s\S]*retry-after: 1\r\n[\s\S]*connection: close\r\n/);
      only.socket.destroy();
    },
    elsewhere: [
      'limits.test.ts: lets a client that goes leave the queue',
      'limits.test.ts: counts the time in the queue against the time for an answer',
      'limits.test.ts: takes connections again once one has ended',
    ],
  },
  {
    number: 56,
    title: 'Stopping lets what is in flight finish, and takes nothing new',
    source: 'this project',
    seenRed: 'stopping waited for nothing',
    play: async (stage) => {
      const waiting: (() => void)[] = [];
      const url = await stage.real((_, response) => waiting.push(() => response.end('late')));
      const { router, url: at } = await stage.router(url);
      const wire = await Wire.open(stage.test, at);
      wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n');
      await until(() => waiting.length === 1);
      const done = router.close(5_000);
      await assert.rejects(Wire.open(stage.test, at), /ECONNREFUSED/);
      waiting[0]?.();
      assert.match(await wire.end(), /^HTTP\/1\.1 200 [\s\S]*connection: close\r\n[\s\S]*late/i);
      assert.equal(await done, true);
    },
    elsewhere: ['streaming.test.ts: cuts off what has not ended in time when it closes'],
  },
  {
    number: 57,
    title: 'A dead or slow shadow changes neither the answer nor its latency',
    source: 'this project',
    seenRed: 'the answer ended when its mirror did',
    elsewhere: [
      '../shadow/shadow.test.ts: a shadow that hangs keeps nobody waiting; what is too much is dropped and counted',
      '../shadow/shadow.test.ts: a shadow that is dead, breaks off, answers no HTTP or too much is counted by what it did',
    ],
  },
];

import assert from 'node:assert/strict';
import { unusedUrl } from '../fixture.ts';
import { UPSTREAM_KEEP_ALIVE_MS } from '../limits.ts';
import { closed, OK, type Row, until } from './row.ts';

const GET = 'GET /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const POST = 'POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc';

/** What may be sent again, and what never may. */
export const REPEATS: readonly Row[] = [
  {
    number: 40,
    title: 'A GET on a kept connection that was reset is sent once more, on a fresh one',
    source: 'RFC 9110, 9.2.2; RFC 9112, 9.3.1',
    seenRed: 'nothing was repeated',
    play: async (stage) => {
      let served = 0;
      const upstream = await stage.hostile((_, socket) => {
        served += 1;
        if (served !== 2) return OK;
        socket.resetAndDestroy();
        return undefined;
      });
      const router = await stage.router(upstream.url);
      await (await stage.client(router)).send(GET).end();
      assert.match(await (await stage.client(router)).send(GET).end(), /^HTTP\/1\.1 200 [\s\S]*ok$/);
      assert.deepEqual([upstream.requests.length, upstream.sockets.length], [3, 2]);
    },
    elsewhere: [
      'falling-back.test.ts: repeats a GET on a fresh connection when the kept one was reset, and stays on Fastify',
    ],
  },
  {
    number: 41,
    title: 'A POST is sent again only when nothing of it was sent',
    source: 'RFC 9110, 9.2.2',
    seenRed: 'everything was repeated',
    play: async (stage) => {
      const upstream = await stage.hostile((_, socket) => {
        socket.resetAndDestroy();
        return undefined;
      });
      for (const request of [POST, 'POST /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n']) {
        const text = await (await stage.client(await stage.router(upstream.url))).send(request).end();
        assert.match(text, /^HTTP\/1\.1 502 /);
      }
      assert.equal(upstream.requests.length, 2);
    },
    elsewhere: [
      'falling-back.test.ts: never repeats a POST that may have run',
      'falling-back.test.ts: repeats a POST on a fresh connection when the kept one broke before a byte was sent',
    ],
  },
  {
    number: 42,
    title: 'A body larger than the replay buffer is not sent again: one clean 502',
    source: 'this project',
    seenRed: 'a body of any size was kept',
    elsewhere: ['falling-back.test.ts: does not repeat a body that is larger than what is kept: one clean 502'],
  },
  {
    number: 43,
    title: "Nothing is sent again once the answer's head has gone out",
    source: 'RFC 9110, 9.2.2',
    seenRed: 'a cut answer counted as none',
    play: async (stage) => {
      const upstream = await stage.hostile((_, socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', () => socket.resetAndDestroy());
        return undefined;
      });
      const router = await stage.router(upstream.url);
      const text = await (await stage.client(router)).send(GET).end();
      assert.equal((await router.observed('attempt')).outcome.kind, 'cut-short');
      await router.observed('answer');
      assert.equal(upstream.requests.length, 1);
      assert.ok(!text.includes('HTTP/1.1 5'), text);
    },
  },
  {
    number: 44,
    title: 'A budget of repeats caps a storm',
    source: 'Google SRE, "Handling Overload"',
    seenRed: 'the budget was never spent',
    elsewhere: ['falling-back.test.ts: stops repeating on fresh connections when the budget is spent'],
  },
  {
    number: 45,
    title: "Idle connections end before the servers' own time is up, and an upstream's Connection: close is heeded",
    source: 'RFC 9112, 9.3 and 9.6',
    seenRed: 'idle connections were kept longer than the servers keep them',
    play: async (stage) => {
      // The servers keep an idle connection for 72 s; one that says less is believed.
      assert.ok(UPSTREAM_KEEP_ALIVE_MS < 72_000);
      for (const fields of ['Connection: close\r\n', 'Keep-Alive: timeout=1\r\n']) {
        const upstream = await stage.hostile(() => `HTTP/1.1 200 OK\r\n${fields}Content-Length: 2\r\n\r\nok`);
        const router = await stage.router(upstream.url);
        for (let count = 1; count <= 3; count += 1) {
          assert.match(await (await stage.client(router)).send(GET).end(), /ok$/);
          await closed(upstream.sockets[count - 1]);
        }
        assert.equal(upstream.sockets.length, 3);
      }
    },
  },
  {
    number: 46,
    title: 'When both servers fail there is exactly one answer, and the process lives',
    source: 'fastify-http-proxy#460',
    seenRed: 'two failures had no answer',
    play: async (stage) => {
      const broken = await stage.hostile((_, socket) => {
        socket.resetAndDestroy();
        return undefined;
      });
      for (const other of [await unusedUrl(), broken.url]) {
        const urls = { express: other, fastify: other, [stage.side]: broken.url };
        const router = await stage.router(broken.url, { ...urls, rollbackOnError: true });
        for (const request of [GET, POST]) {
          const text = await (await stage.client(router)).send(request).end();
          assert.match(text, /^HTTP\/1\.1 502 /);
          assert.equal(text.match(/HTTP\/1\.1 \d/g)?.length, 1);
        }
        await until(() => router.observations.filter(({ kind }) => kind === 'answer').length === 2);
      }
    },
    elsewhere: ['falling-back.test.ts: survives many requests at once while both servers are down'],
  },
];

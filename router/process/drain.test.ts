import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startProxy, startRawUpstream, Wire } from '../proxy/fixture.ts';
import { drain } from './drain.ts';

const REQUEST = 'GET /things HTTP/1.1\r\nHost: a\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** The router's data path before an upstream that answers when it is told to. */
async function startHeld(t: TestContext) {
  const { promise: asked, resolve } = Promise.withResolvers<() => void>();
  const upstream = await startRawUpstream(t, (request, socket) => {
    if (!request.startsWith('GET /things/held ')) return ANSWER;
    resolve(() => socket.write(ANSWER));
    return undefined;
  });
  return { ...(await startProxy(t, { express: upstream.url, fastify: upstream.url })), asked };
}

test('answers once more on idle connections, closes those that stay idle, and then what is in flight ends it', async (t) => {
  const { router, url, asked } = await startHeld(t);
  const [held, again, silent, unused, partial] = await Promise.all([1, 2, 3, 4, 5].map(() => Wire.open(t, url)));
  assert.ok(held && again && silent && unused && partial);
  for (const wire of [again, silent, partial]) await wire.send(REQUEST).until(/ok$/);
  held.send(REQUEST.replace('/things', '/things/held'));
  const answer = await asked;

  router.retire();
  const drained = drain(router, { idleMs: 300, timeoutMs: 5_000 });
  assert.match(await again.send(REQUEST).end(), /ok.*connection: close\r\n.*ok$/is);
  await partial.send(REQUEST.slice(0, 20));
  await Promise.all([silent.end(), unused.end()]);
  assert.deepEqual([partial.ended, held.ended], [false, false]);
  assert.match(await partial.send(REQUEST.slice(20)).end(), /ok.*ok$/s);
  answer();
  assert.match(await held.end(), /connection: close\r\n.*ok$/is);
  assert.equal(await drained, true);
});

test('says when time is over, and leaves the rest to its owner', async (t) => {
  const { router, url, asked } = await startHeld(t);
  const held = await Wire.open(t, url);
  held.send(REQUEST.replace('/things', '/things/held'));
  await asked;
  router.retire();
  assert.equal(await drain(router, { idleMs: 0, timeoutMs: 50 }), false);
  assert.equal(held.ended, false);
  await router.close(0);
  assert.equal(await held.end(), '');
});

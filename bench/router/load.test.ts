import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { BenchmarkError } from '../benchmark-error.ts';
import { pace, saturate } from './load.ts';
import type { Traffic } from './traffic.ts';

const TRAFFIC: Traffic = { method: 'POST', path: '/x', body: Buffer.from('in'), answer: Buffer.from('out') };

async function targetOn(
  t: TestContext,
  listener: RequestListener,
  connections = 2,
  signal = new AbortController().signal,
) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => server.close().closeAllConnections());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, traffic: TRAFFIC, connections, signal };
}

function refuses(said: RegExp) {
  return (error: unknown) => error instanceof BenchmarkError && said.test(error.message);
}

test('waits for the answer to every request that it has sent', async (t) => {
  let served = 0;
  const users = new Set<string | undefined>();
  const target = await targetOn(t, (request, response) => {
    served += 1;
    users.add(request.headers.authorization);
    response.end('out');
  });
  const result = await saturate(target, 0.1);
  assert.equal(result.sent, served);
  assert.ok(result.answered > 0 && result.answered <= result.sent);
  assert.equal(users.size, 2, 'each connection is a user of its own');
});

test('at a fixed rate sends as many requests as the rate asks for', async (t) => {
  let served = 0;
  const target = await targetOn(t, (_, response) => {
    served += 1;
    response.end('out');
  });
  assert.equal((await pace(target, 0.2, 100)).sent, 20);
  assert.equal(served, 20);
});

test('counts what a stall makes the requests after it wait', async (t) => {
  const stalled = 200;
  let first = true;
  const listener: RequestListener = (_, response) => {
    if (first) setTimeout(() => response.end('out'), stalled);
    else response.end('out');
    first = false;
  };
  const { p50Ms } = await pace(await targetOn(t, listener, 1), 0.2, 100);
  // All twenty were due during the stall; a closed loop would have seen one slow answer among fast ones.
  assert.ok(p50Ms > stalled / 4, `${p50Ms} ms`);
});

const FAULTS: readonly (readonly [what: string, listener: (count: number) => RequestListener, said: RegExp])[] = [
  [
    'another status',
    (count) => (_, response) => response.writeHead(count % 10 ? 200 : 503).end('out'),
    /^answered 503, not 200$/,
  ],
  [
    'another body',
    (count) => (_, response) => response.end(count % 10 ? 'out' : 'oUt'),
    /^answered with another body$/,
  ],
  [
    'a closed connection',
    (count) =>
      ({ socket }, response) =>
        count % 10 ? response.end('out') : socket.end(),
    /closed a connection/,
  ],
  [
    'a reset',
    (count) =>
      ({ socket }, response) =>
        count % 10 ? response.end('out') : socket.resetAndDestroy(),
    /broke a connection/,
  ],
];

for (const [what, listenerOf, said] of FAULTS) {
  test(`ends at the first answer with ${what}`, async (t) => {
    for (const load of [saturate, (target: Parameters<typeof pace>[0]) => pace(target, 0.2, 200)]) {
      let count = 0;
      const target = await targetOn(t, (request, response) => listenerOf(++count)(request, response));
      await assert.rejects(load(target, 0.2), refuses(said));
    }
  });
}

test('an interruption ends it, and says which', async (t) => {
  const controller = new AbortController();
  const target = await targetOn(
    t,
    () => controller.abort(new BenchmarkError('stopped by SIGINT')),
    1,
    controller.signal,
  );
  await assert.rejects(saturate(target, 5), refuses(/^stopped by SIGINT$/));
});

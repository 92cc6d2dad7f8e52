import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { readRouterConfig } from '../config.ts';
import { saying, startRawUpstream, startUpstream, unusedUrl } from '../proxy/fixture.ts';
import { createProbes, PROBE_TIMEOUT_MS, type ProbeResult } from './probe.ts';

async function start(t: TestContext, fastify: RequestListener | string, timeoutMs: number | undefined = 1_000) {
  const express = await startUpstream(t, saying('express'));
  const url = typeof fastify === 'string' ? fastify : (await startUpstream(t, fastify)).url;
  const probes = createProbes({
    upstreams: { express: express.url, fastify: url },
    path: '/health',
    everyMs: 10,
    timeoutMs,
  });
  t.after(() => probes.stop());
  const next = () =>
    new Promise<ProbeResult>((resolve) => {
      probes.subscribe((result) => {
        if (result.upstream === 'fastify') resolve(result);
      });
    });
  return { probes, next };
}

test('tells that a server works, how long it took, and what it said', async (t) => {
  const paths: (string | undefined)[] = [];
  const { probes, next } = await start(t, (request, response) => {
    paths.push(request.url);
    response.end('well');
  });
  const found = next();
  probes.start();
  const result = await found;
  assert.ok(result.up && result.status === 200 && result.latencyMs > 0 && result.body?.toString() === 'well');
  assert.equal(probes.latest('fastify')?.up, true);
  assert.equal(paths[0], '/health');
});

test('tells why a server does not work', async (t) => {
  for (const [fastify, reason] of [
    [await unusedUrl(), 'ECONNREFUSED'],
    [(_: unknown, response: { socket: { destroy(): void } | null }) => response.socket?.destroy(), 'UND_ERR_SOCKET'],
    [
      (_: unknown, response: { writeHead(status: number): { end(): void } }) => response.writeHead(503).end(),
      'status 503',
    ],
    [() => {}, 'no answer in time'],
  ] as const) {
    const { probes, next } = await start(t, fastify as RequestListener | string, 100);
    const found = next();
    probes.start();
    assert.deepEqual(await found, { upstream: 'fastify', up: false, reason });
    await probes.stop();
  }
});

test('has one probe of a server under way at a time, and goes on after a failure', async (t) => {
  let open = 0;
  let most = 0;
  let count = 0;
  const { probes, next } = await start(
    t,
    (_, response) => {
      open += 1;
      count += 1;
      most = Math.max(most, open);
      response.once('close', () => (open -= 1));
      if (count > 2) response.end();
    },
    50,
  );
  probes.start();
  while ((await next()).up === false);
  assert.deepEqual([most, count >= 3], [1, true]);
});

test('does not read a large answer to its end', async (t) => {
  let written = 0;
  const { probes, next } = await start(t, (_, response) => {
    const more = () => {
      written += 65_536;
      if (written < 1e9 && response.writable) response.write(Buffer.alloc(65_536), more);
    };
    more();
  });
  const found = next();
  probes.start();
  const result = await found;
  assert.ok(result.up && result.body === undefined);
  assert.ok(written < 1e8, `${written}`);
});

test('a server that hangs is out within two seconds at the usual interval: two probes in a row', () => {
  const { settings } = readRouterConfig({});
  const everyMs = settings.ROUTER_PROBE_INTERVAL_MS;
  assert.ok(everyMs + 2 * PROBE_TIMEOUT_MS <= 2_000);
});

test('takes a server for down after 600 ms without an answer, and not before', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const asked = Promise.withResolvers<void>();
  const fastify = await startUpstream(t, () => asked.resolve());
  const upstreams = { express: await unusedUrl(), fastify: fastify.url };
  const probes = createProbes({ upstreams, path: '/health', everyMs: 500 });
  t.after(() => probes.stop());
  probes.start();
  await asked.promise;
  const turns = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    return probes.latest('fastify');
  };
  t.mock.timers.tick(599);
  assert.equal(await turns(), undefined);
  t.mock.timers.tick(1);
  assert.deepEqual(await turns(), { upstream: 'fastify', up: false, reason: 'no answer in time' });
});

test('takes a server for up whose answer came while the router itself stood still', async (t) => {
  const fastify = await startRawUpstream(t, () => {
    // The answer is on its way when the time is over, and nobody has read it.
    setImmediate(() => {
      const until = performance.now() + 80;
      while (performance.now() < until);
    });
    return 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
  });
  const { probes, next } = await start(t, fastify.url, 40);
  const found = next();
  probes.start();
  assert.equal((await found).up, true);
});

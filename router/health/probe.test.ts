import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { saying, startUpstream, unusedUrl } from '../proxy/fixture.ts';
import { createProbes, type ProbeResult } from './probe.ts';

async function start(t: TestContext, fastify: RequestListener | string, timeoutMs = 1_000) {
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

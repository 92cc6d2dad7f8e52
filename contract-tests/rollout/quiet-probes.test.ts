/** The router asks both servers twice a second how they are. Neither their logs nor its own may fill up with that. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { call } from '../client.ts';
import { end, PAIR_JWT_SECRET, PAIR_REPLAY_TOKEN, type ServerName, startProcess } from '../pair.ts';
import { startRouter, until } from './steered-router.ts';

const PATIENCE_MS = 10_000;
const PROBES = 5;

interface Line {
  readonly level: number;
  readonly path?: string;
  readonly status?: number;
}

test('keeps probes that went well out of every log but at debug level, and nothing else', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lockstep-probes-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const [express, fastify] = await Promise.all([
    startServer(t, 'express', dataDir, 'info'),
    startServer(t, 'fastify', dataDir, 'debug'),
  ]);
  const urls = { express: express.url, fastify: fastify.url };
  const router = await startRouter(join(dataDir, 'router'), urls, { ROUTER_PROBE_INTERVAL_MS: '50' });
  t.after(() => router.stop());
  let last = '';
  for (let probe = 0; probe < PROBES; probe += 1) {
    last = await until('the servers are probed again', PATIENCE_MS, async () => {
      const now = JSON.stringify((await router.status()).servers.express.lastProbe);
      return now === last ? undefined : now;
    });
  }
  const paths = ['/health', '/ready', '/health?x=1', '/health/', '/nothing'];
  for (const path of paths) await call(router.url, `GET ${path}`);
  for (const url of Object.values(urls)) await call(url, 'POST /health');
  await until('the router has logged the last request', PATIENCE_MS, async () =>
    router.output().includes('/nothing') ? true : undefined,
  );
  await router.stop();
  await Promise.all([express.end(), fastify.end()]);

  const refused = ['30 400 /health', '30 404 /health/', '30 404 /nothing'];
  assert.deepEqual(requestsIn(router.output()), refused);
  assert.deepEqual(requestsIn(express.output()), [...refused, '30 405 /health']);
  const probes = requestsIn(fastify.output()).filter((line) => line === '20 200 /health');
  assert.ok(probes.length >= PROBES, `${probes.length} probes at debug level`);
  assert.deepEqual(
    requestsIn(fastify.output()).filter((line) => line.startsWith('30')),
    ['30 405 /health'],
  );
});

async function startServer(test: TestContext, name: ServerName, dataDir: string, level: string) {
  let printed = '';
  const env = {
    [`${name.toUpperCase()}_PORT`]: '0',
    DATA_DIR: dataDir,
    JWT_SECRET: PAIR_JWT_SECRET,
    ROUTER_REPLAY_TOKEN: PAIR_REPLAY_TOKEN,
    LOG_LEVEL: level,
  };
  const { child, url } = await startProcess(name, env, { onOutput: (chunk) => (printed += chunk) });
  // All that it has written has been read.
  const closed = once(child, 'close');
  const stop = async () => {
    await end(child, 'SIGTERM');
    await closed;
  };
  test.after(stop);
  return { url, end: stop, output: () => printed };
}

/** Level, status and path of each line of a request, without what differs between runs. */
function requestsIn(printed: string): string[] {
  const lines = printed
    .split('\n')
    .flatMap((line): Line[] => (line.includes('"msg":"request"') ? [JSON.parse(line)] : []));
  return lines.map(({ level, status, path }) => `${level} ${status} ${path}`);
}

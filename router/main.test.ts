import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exchange, saying, startRawUpstream, startUpstream, Wire } from './proxy/fixture.ts';

const ENTRY = `import { run } from ${JSON.stringify(new URL('./main.ts', import.meta.url).href)}; await run();`;
const CONTRACT = fileURLToPath(new URL('../openapi.yaml', import.meta.url));

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
  /** The URL that the process reports over its channel. */
  readonly url: Promise<string>;
}

function start(t: TestContext, env: Record<string, string>): Started {
  const child = spawn(process.execPath, ['--input-type=module', '-e', ENTRY], {
    env: { ...env, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  t.after(() => child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => (out += chunk));
  child.stderr?.on('data', (chunk) => (err += chunk));
  return {
    child,
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err }))),
    url: new Promise((resolve) => child.once('message', (message: { url: string }) => resolve(message.url))),
  };
}

async function accepts(t: TestContext, url: string): Promise<boolean> {
  try {
    (await Wire.open(t, url)).socket.destroy();
    return true;
  } catch {
    return false;
  }
}

test('listens, routes by the contract, finishes what is in flight on SIGTERM, and exits 0', async (t) => {
  const express = await startUpstream(t, saying('express'));
  const { promise: asked, resolve } = Promise.withResolvers<() => void>();
  const fastify = await startRawUpstream(t, (_, socket) => {
    resolve(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate'));
    return undefined;
  });
  const env = { EXPRESS_URL: express.url, FASTIFY_URL: fastify.url, ROUTER_PORT: '0', ROUTER_CONTRACT: CONTRACT };
  const { child, ended, url } = start(t, { ...env, FASTIFY_TRAFFIC_PERCENTAGE: '100', FASTIFY_DEBUG_MODE: 'true' });
  const listening = await url;
  const wire = await Wire.open(t, listening);
  wire.send('GET /health?token=secret HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret\r\n\r\n');
  const answer = await asked;
  assert.match(
    await exchange(t, listening, 'GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    /express$/,
  );
  child.kill('SIGTERM');
  while (await accepts(t, listening));
  answer();
  assert.match(await wire.end(), /late$/);
  const { code, out, err } = await ended;
  assert.deepEqual([code, err], [0, '']);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ['listening', 'decision', 'decision', 'request', 'stopping', 'request'],
  );
  assert.equal(lines[0].url, listening);
  assert.match(lines[1].reason, /^fastify: bucket \d+ of this address is below 100000 \(100 %\)$/);
  assert.ok(!out.includes('secret'));
});

test('says every mistake in its configuration in one line each, and exits 1', async (t) => {
  const { ended } = start(t, { FASTIFY_TRAFFIC_PERCENTAGE: 'half', ROUTER_STICKY_KEY: 'moon', EXPRESS_PORT: '0' });
  const { code, err } = await ended;
  assert.equal(code, 1);
  for (const name of ['FASTIFY_TRAFFIC_PERCENTAGE', 'ROUTER_STICKY_KEY', 'EXPRESS_PORT'])
    assert.ok(err.includes(name), err);
  assert.doesNotMatch(err, /\n\s+at /);
});

test('says in one line that its contract or its port is not to be had', async (t) => {
  const taken = await startUpstream(t, saying('other'));
  const cases = [
    [
      { ROUTER_CONTRACT: '/nowhere/openapi.yaml' },
      /^router: cannot read the contract \/nowhere\/openapi\.yaml: ENOENT.*\n$/,
    ],
    [{ ROUTER_PORT: new URL(taken.url).port }, /^router: cannot listen on 127\.0\.0\.1:\d+: the port is in use\n$/],
  ] as const;
  for (const [env, line] of cases) {
    const { code, err } = await start(t, { ROUTER_CONTRACT: CONTRACT, ...env }).ended;
    assert.equal(code, 1);
    assert.match(err, line);
  }
});

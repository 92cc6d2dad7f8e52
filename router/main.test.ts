import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { get, startLoad } from './process/fixtures/start.ts';
import { exchange, saying, startRawUpstream, startUpstream, Wire } from './proxy/fixture.ts';

const ENTRY = `import { run } from ${JSON.stringify(new URL('./main.ts', import.meta.url).href)}; await run();`;
const CONTRACT = fileURLToPath(new URL('../openapi.yaml', import.meta.url));

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
  /** That one of the lines logged with a message that fits, the first is 1. */
  logged(message: string, count?: number): Promise<{ pid: number }>;
  /** The URL that the process reports over its channel. */
  readonly url: Promise<string>;
}

function start(t: TestContext, env: Record<string, string>): Started {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-router-'));
  t.after(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  const child = spawn(process.execPath, ['--input-type=module', '-e', ENTRY], {
    env: { DATA_DIR: directory, ROUTER_ADMIN_PORT: '0', ...env, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  t.after(() => child.kill('SIGKILL'));
  let out = '';
  let err = '';
  let onOutput = () => {};
  child.stdout?.on('data', (chunk) => {
    out += chunk;
    onOutput();
  });
  child.stderr?.on('data', (chunk) => (err += chunk));
  const logged = (message: string, count = 1) =>
    new Promise<{ pid: number }>((resolve) => {
      onOutput = () => {
        const line = [...out.matchAll(new RegExp(`^.*"msg":"${message}.*$`, 'gm'))][count - 1];
        if (line !== undefined) resolve(JSON.parse(line[0]));
      };
      onOutput();
    });
  return {
    child,
    logged,
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
  const fastify = await startRawUpstream(t, (request, socket) => {
    if (request.startsWith('GET /probe ')) return 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
    resolve(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate'));
    return undefined;
  });
  const env = { EXPRESS_URL: express.url, FASTIFY_URL: fastify.url, ROUTER_PORT: '0', ROUTER_CONTRACT: CONTRACT };
  const { child, ended, url } = start(t, {
    ...env,
    FASTIFY_TRAFFIC_PERCENTAGE: '100',
    FASTIFY_DEBUG_MODE: 'true',
    ROUTER_REQUIRE_PROOF: 'false',
    ROUTER_HEALTH_PATH: '/probe',
  });
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
  const data = lines.filter(({ msg }) => ['listening', 'decision', 'request', 'stopping'].includes(msg));
  assert.deepEqual(
    data.map(({ msg }) => msg),
    ['listening', 'decision', 'decision', 'request', 'stopping', 'request'],
  );
  assert.equal(data[0].url, listening);
  assert.match(data[1].reason, /^fastify: bucket \d+ of this address is below 100000 \(100 %\)$/);
  assert.ok(!out.includes('secret'));
});

test('loses no line of an answered request on SIGTERM', async (t) => {
  const express = await startUpstream(t, saying('express'));
  const { child, ended, url } = start(t, { EXPRESS_URL: express.url, ROUTER_PORT: '0', ROUTER_CONTRACT: CONTRACT });
  const listening = await url;
  const answered: string[] = [];
  const askOn = async (client: number): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const id = `${client}-${number}`;
      const request = `GET /health/of HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${id}\r\nConnection: close\r\n\r\n`;
      const answer = await exchange(t, listening, request).catch(() => '');
      if (!answer.endsWith('express')) return;
      answered.push(id);
      // Asked to end in the middle of it: what is answered last has lines that still wait for each other.
      if (answered.length === 100) child.kill('SIGTERM');
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, client) => askOn(client)));
  const { code, out } = await ended;
  const logged = new Set(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).requestId),
  );
  assert.equal(code, 0);
  assert.ok(answered.length >= 100);
  assert.deepEqual(
    answered.filter((id) => !logged.has(id)),
    [],
  );
});

test('fails no request while SIGHUP replaces its worker', async (t) => {
  const express = await startUpstream(t, saying('express'));
  const env = { EXPRESS_URL: express.url, ROUTER_PORT: '0', ROUTER_CONTRACT: CONTRACT, SHUTDOWN_TIMEOUT_MS: '300' };
  const { child, ended, url, logged } = start(t, env);
  const load = startLoad(t, await url);
  const workers = new Set([(await logged('listening')).pid]);
  for (let restart = 1; restart <= 5; restart += 1) {
    await load.more(50);
    child.kill('SIGHUP');
    workers.add((await logged('listening', restart + 1)).pid);
  }
  await load.more(500);
  assert.deepEqual(await load.stop(), []);
  assert.equal(workers.size, 6);
  child.kill('SIGTERM');
  const { code, out, err } = await ended;
  assert.deepEqual([code, err], [0, '']);
  assert.doesNotMatch(out, /cut off|killed/);
});

test('answers by another worker after one was killed', async (t) => {
  const express = await startUpstream(t, saying('express'));
  const { url, logged } = start(t, { EXPRESS_URL: express.url, ROUTER_PORT: '0', ROUTER_CONTRACT: CONTRACT });
  const listening = await url;
  const { pid } = await logged('listening');
  process.kill(pid, 'SIGKILL');
  assert.equal((await logged('the worker ended by SIGKILL; the next one starts at once')).pid, pid);
  assert.equal(await get(listening), 'express');
  assert.notEqual((await logged('listening', 2)).pid, pid);
});

test('takes its worker with it when it is killed', async (t) => {
  const { child, logged } = start(t, { ROUTER_PORT: '0', ROUTER_CONTRACT: CONTRACT });
  const { pid } = await logged('listening');
  child.kill('SIGKILL');
  while (isAlive(pid)) await new Promise(setImmediate);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

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
    const { code, err } = await start(t, { ROUTER_CONTRACT: CONTRACT, ROUTER_PORT: '0', ...env }).ended;
    assert.equal(code, 1);
    assert.match(err, line);
  }
});

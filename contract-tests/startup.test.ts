import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { call } from './client.ts';
import { end, startProcess } from './pair.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lockstep-startup-'));
});
after(() => rm(directory, { recursive: true, force: true }));

const ENTRY = new URL('../lockstep.js', import.meta.url).pathname;

/** Whether a new connection is taken. */
async function accepts(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const taken = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return taken;
}

/** Starts a process that should not start, and answers how it ended and what it said. */
async function refuse(name: string, env: Record<string, string>): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, [ENTRY, name], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: join(directory, 'data'),
      EXPRESS_PORT: '0',
      FASTIFY_PORT: '0',
      ROUTER_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 20_000,
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, errors };
}

for (const name of ['express', 'fastify']) {
  describe(`${name}, started with something wrong, says it in clear lines and exits 1`, () => {
    test('several wrong variables at once: all of them are named, with what is allowed', async () => {
      const port = `${name.toUpperCase()}_PORT`;
      const { code, errors } = await refuse(name, {
        [port]: '99999',
        JWT_EXPIRES_IN: 'soon',
        LOG_LEVEL: 'loud',
        JWT_SECRET: 'short',
      });
      assert.equal(code, 1);
      for (const variable of [port, 'JWT_EXPIRES_IN', 'LOG_LEVEL', 'JWT_SECRET'])
        assert.match(errors, new RegExp(`${variable}.*allowed`));
      assert.doesNotMatch(errors, /short|^ +at /m);
    });

    test('no secret in production', async () => {
      const { code, errors } = await refuse(name, { NODE_ENV: 'production' });
      assert.equal(code, 1);
      assert.match(errors, /JWT_SECRET is required/);
    });

    test('a port in use', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const { code, errors } = await refuse(name, { [`${name.toUpperCase()}_PORT`]: String(port) });
      server.close();
      assert.equal(code, 1);
      assert.match(errors, new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port}: the port is in use`));
      assert.equal(errors.trim().split('\n').length, 1);
    });

    test('a data directory that cannot be made', async () => {
      const file = join(directory, `${name}-file`);
      await writeFile(file, 'in the way');
      const { code, errors } = await refuse(name, { DATA_DIR: join(file, 'data') });
      assert.equal(code, 1);
      assert.equal(errors.trim().split('\n').length, 1);
      assert.match(errors, /cannot/);
    });

    test('a data directory where the system lets nobody make one', { skip: process.platform !== 'linux' }, async () => {
      const { code, errors } = await refuse(name, { DATA_DIR: '/proc/lockstep/data' });
      assert.equal(code, 1);
      assert.match(errors, /cannot .*\/proc\/lockstep/);
    });

    test('a database file that is none: it is left as it was', async () => {
      const dataDir = join(directory, `${name}-corrupt`);
      await mkdir(dataDir);
      const file = join(dataDir, 'lockstep.sqlite');
      await writeFile(
        file,
        'this is not a database, but a text of more than a hundred bytes, so that it cannot be taken for an empty one',
      );
      const before = await readFile(file);
      const { code, errors } = await refuse(name, { DATA_DIR: dataDir });
      assert.equal(code, 1);
      assert.match(errors, /cannot use the database .*lockstep\.sqlite/);
      assert.equal(errors.trim().split('\n').length, 1);
      assert.deepEqual(await readFile(file), before);
    });
  });

  test(`${name} finishes what is in flight on SIGTERM, closes that connection, and exits 0`, async () => {
    const { child, url } = await startProcess(name as 'express' | 'fastify', {
      DATA_DIR: join(directory, `${name}-drain`),
      [`${name.toUpperCase()}_PORT`]: '0',
    });
    const exited = once(child, 'exit');
    const body = '{"token":"x"}';
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const head = `POST /api/auth/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
    socket.write(`${head}Expect: 100-continue\r\n\r\n`);
    const [interim] = await once(socket, 'data');
    assert.match(String(interim), /^HTTP\/1\.1 100 /, 'the server has begun to serve the request');
    child.kill('SIGTERM');
    while (await accepts(url)) await setImmediate();
    socket.write(body);
    const [answer] = await once(socket, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 401 /);
    assert.match(String(answer), /\r\nConnection: close\r\n/);
    assert.deepEqual(await exited, [0, null]);
    socket.destroy();
  });

  test(`${name} keeps an acknowledged registration through kill -9`, async () => {
    const env = { DATA_DIR: join(directory, `${name}-killed`), [`${name.toUpperCase()}_PORT`]: '0' };
    const first = await startProcess(name as 'express' | 'fastify', env);
    const body = { email: 'a@example.org', password: 'correct horse', firstName: 'A', lastName: 'B', role: 'student' };
    assert.equal((await call(first.url, 'POST /api/auth/register', { body })).status, 201);
    await end(first.child, 'SIGKILL');
    const second = await startProcess(name as 'express' | 'fastify', env);
    const login = await call(second.url, 'POST /api/auth/login', {
      body: { email: body.email, password: body.password },
    });
    assert.equal(login.status, 200);
    await end(second.child, 'SIGTERM');
  });
}

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { saying, startProxy, startUpstream } from './proxy/fixture.ts';

const SERVER = `
  const server = require('node:http').createServer({ keepAliveTimeout: 72_000 }, (request, response) => {
    request.resume().on('end', () => response.end('fastify'));
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
`;

async function startProcess(t: TestContext): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  t.after(() => child.kill('SIGKILL'));
  const port = await new Promise((resolve) => child.once('message', resolve));
  return { child, url: `http://127.0.0.1:${port}` };
}

interface Answer {
  readonly method: string;
  readonly startedAfterDeath: boolean;
  readonly status: number | undefined;
  readonly routedTo: string | string[] | undefined;
}

/**
 * All connections to the dead process are idle or in use at the moment of its death. A request that comes after it must find out
 * before it is sent that its connection is gone; otherwise a POST could not be repeated, and its client would see an error.
 */
test('shows no new request an error when Fastify is killed under load', async (t) => {
  const express = await startUpstream(t, saying('express'));
  const { child, url: fastify } = await startProcess(t);
  const { url } = await startProxy(t, { express: express.url, fastify });
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  t.after(() => agent.destroy());

  const answers: Answer[] = [];
  let dead = false;
  let running = true;
  const ask = (method: 'GET' | 'POST') =>
    new Promise<Answer>((resolve, reject) => {
      const startedAfterDeath = dead;
      const outgoing = request(`${url}/things`, { method, agent }, (response) => {
        const { statusCode: status, headers } = response;
        response.resume().on('end', () => {
          resolve({ method, startedAfterDeath, status, routedTo: headers['x-routed-to'] });
        });
      });
      outgoing.on('error', reject).end(method === 'POST' ? 'abc' : undefined);
    });
  const load = Array.from({ length: 32 }, async (_, client) => {
    while (running) answers.push(await ask(client % 2 === 0 ? 'GET' : 'POST'));
  });
  const answered = async (count: number) => {
    while (answers.length < count) await new Promise(setImmediate);
  };

  await answered(500);
  assert.ok(answers.every(({ status, routedTo }) => status === 200 && routedTo === 'fastify'));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  dead = true;
  await answered(answers.length + 500);
  running = false;
  await Promise.all(load);

  const late = answers.filter(({ startedAfterDeath }) => startedAfterDeath);
  assert.ok(late.length >= 400, `${late.length}`);
  assert.deepEqual(
    late.filter(({ status, routedTo }) => status !== 200 || routedTo !== 'express'),
    [],
  );
  // What was in flight: a GET is repeated, only a POST that may have run is given up.
  const lost = answers.filter(({ status }) => status !== 200);
  assert.ok(
    lost.every(({ method, status }) => method === 'POST' && status === 502),
    JSON.stringify(lost),
  );
});

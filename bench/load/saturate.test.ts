import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { BenchmarkError } from '../benchmark-error.ts';
import type { Scenario } from '../scenarios.ts';
import { saturate } from './saturate.ts';

const SCENARIO: Scenario = {
  name: 'planted',
  operation: 'planted',
  outcome: 'success',
  method: 'POST',
  path: '/x',
  requests: [{ headers: { 'content-type': 'text/plain' }, body: { kind: 'none' } }],
  status: 200,
  mediaTypes: [],
  varying: new Set(),
  boundBy: undefined,
};

async function loadOn(t: TestContext, listener: RequestListener, scenario = SCENARIO, signal = new AbortController()) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options = { url: `http://127.0.0.1:${port}`, connections: 2, seconds: 0.2, signal: signal.signal };
  return saturate(scenario, options);
}

function refuses(said: RegExp) {
  return (error: unknown) => error instanceof BenchmarkError && said.test(error.message);
}

test('counts answers, and sends a body of its own with each request', async (t) => {
  const bodies: string[] = [];
  let count = 0;
  const body = { kind: 'fresh', next: () => `body ${count++}` } as const;
  const result = await loadOn(
    t,
    async (request, response) => {
      bodies.push((await request.toArray()).join(''));
      response.end();
    },
    { ...SCENARIO, requests: [{ headers: {}, body }] },
  );
  assert.ok(result.answered > 0 && result.sent >= result.answered);
  assert.ok(
    result.p999Ms >= result.p99Ms && result.p99Ms >= result.p90Ms && result.p90Ms >= result.p50Ms && result.p50Ms > 0,
  );
  assert.ok(bodies.length >= result.answered);
  assert.equal(new Set(bodies).size, bodies.length);
});

test('one answer with another status aborts it, though it were a success too', async (t) => {
  let count = 0;
  const failing = (status: number): RequestListener => {
    return (_request, response) => response.writeHead(++count % 10 === 0 ? status : 200).end();
  };
  await assert.rejects(loadOn(t, failing(500)), refuses(/^answered 500, not 200$/));
  await assert.rejects(loadOn(t, failing(202)), refuses(/^answered 202, not 200$/));
});

test('a reset connection aborts it', async (t) => {
  let count = 0;
  const listener: RequestListener = (request, response) => {
    if (++count > 10) request.socket.resetAndDestroy();
    else response.end();
  };
  await assert.rejects(loadOn(t, listener), refuses(/^did not answer: .*ECONNRESET/));
});

test('a connection that is closed without an answer aborts it', async (t) => {
  let count = 0;
  const listener: RequestListener = (request, response) => {
    if (++count % 10 === 0) request.socket.end();
    else response.end();
  };
  await assert.rejects(loadOn(t, listener), refuses(/^closed a connection under load/));
});

test('a server that stalls for a whole measurement is looked at longer, and what it was sent counts', async (t) => {
  let served = 0;
  const result = await loadOn(t, (_request, response) => {
    served += 1;
    setTimeout(() => response.end(), 350);
  });
  assert.ok(result.answered > 0);
  assert.equal(result.sent, served);
});

test('a server that answers nothing in time aborts it', async (t) => {
  await assert.rejects(
    loadOn(t, (request, response) => request.on('close', () => response.destroy())),
    refuses(/^answered nothing within 0.8 s$/),
  );
});

test('an interruption ends it, and says which', async (t) => {
  const controller = new AbortController();
  const running = loadOn(
    t,
    (_request, response) => {
      controller.abort(new BenchmarkError('stopped by SIGINT'));
      response.end();
    },
    SCENARIO,
    controller,
  );
  await assert.rejects(running, refuses(/^stopped by SIGINT$/));
});

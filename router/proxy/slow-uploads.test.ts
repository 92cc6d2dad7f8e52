import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { type ProxyChanges, STREAMING, saying, startProxy, startRawUpstream, startUpstream, Wire } from './fixture.ts';

/** Larger than what is waited for. */
const SIZE = 100_000;
const FIRST = 'x'.repeat(70_000);
const REST = 'x'.repeat(SIZE - FIRST.length);
const PAUSE_MS = 50;

function upload(client = '10.0.0.1', length = `Content-Length: ${SIZE}`): string {
  return `POST /things HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: ${client}\r\n${length}\r\n\r\n`;
}

const GET = 'GET /things HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.9.9.9\r\n\r\n';

/** A router before a server that answers when a request is whole, and counts those that have begun. */
async function start(t: TestContext, changes: Partial<ProxyChanges> = {}) {
  let begun = 0;
  const server = await startUpstream(t, (request, response) => {
    begun += 1;
    saying('whole')(request, response);
  });
  const proxy = await startProxy(t, {
    express: server.url,
    fastify: server.url,
    trustedProxies: ['loopback'],
    ...changes,
  });
  return { ...proxy, begun: () => begun };
}

async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  const latest = performance.now() + withinMs;
  while (!holds()) {
    assert.ok(performance.now() < latest, `waited for ${holds}`);
    await new Promise(setImmediate);
  }
}

for (const [how, length, first, rest] of [
  ['with a length', undefined, FIRST, REST],
  ['in chunks', 'Transfer-Encoding: chunked', `${FIRST.length.toString(16)}\r\n${FIRST}\r\n`, '1\r\nx\r\n0\r\n\r\n'],
] as const) {
  test(`the time in which a body arrives ${how} is not the upstream's`, async (t) => {
    const { url, begun, observed, observations } = await start(t);
    const wire = await Wire.open(t, url);
    wire.send(upload('10.0.0.1', length)).send(first);
    await until(() => begun() === 1);
    const from = performance.now();
    await after(PAUSE_MS);
    assert.ok(!observations.some(({ kind }) => kind === 'turn'));
    const slowMs = performance.now() - from;
    wire.send(rest);
    const { outcome, durationMs, waitedMs = Number.NaN } = await observed('attempt');
    assert.ok(outcome.kind === 'answered');
    assert.ok(durationMs - outcome.headMs >= slowMs, `${durationMs} ms, head after ${outcome.headMs} ms`);
    assert.ok(durationMs - waitedMs >= slowMs, `${durationMs} ms, waited ${waitedMs} ms`);
    assert.deepEqual(
      observations.map(({ kind }) => kind).filter((kind) => kind !== 'answer'),
      ['decision', 'turn', 'attempt'],
    );
  });
}

test('an answer that comes before the end of a body counts from the last part that was sent', async (t) => {
  const server = await startUpstream(t, (request, response) => {
    let received = 0;
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > FIRST.length) response.writeHead(413, { connection: 'close' }).end();
    });
  });
  const { url, observed } = await start(t, { fastify: server.url, limits: STREAMING });
  const wire = await Wire.open(t, url);
  wire.send(upload()).send(FIRST);
  await observed('decision');
  const from = performance.now();
  await after(PAUSE_MS);
  const slowMs = performance.now() - from;
  wire.send('x');
  await wire.until('413');
  wire.socket.destroy();
  const { outcome, durationMs, waitedMs } = await observed('attempt');
  assert.ok(outcome.kind === 'answered' && durationMs - outcome.headMs >= slowMs);
  assert.equal(waitedMs, undefined);
});

test('a request without a body is given over whole', async (t) => {
  const { url, observed } = await start(t);
  (await Wire.open(t, url)).send(GET);
  const { outcome, waitedMs = 0, durationMs } = await observed('attempt');
  assert.ok(outcome.kind === 'answered' && outcome.headMs > 0 && waitedMs > 0 && waitedMs <= durationMs);
  assert.equal((await observed('turn')).attempt.upstream, 'fastify');
});

for (const [how, length, first, last] of [
  ['goes', undefined, FIRST, undefined],
  ['sends a broken chunk', 'Transfer-Encoding: chunked', `${FIRST.length.toString(16)}\r\n${FIRST}\r\n`, 'zz\r\n'],
] as const) {
  test(`a client that ${how} in the middle of its body is no failure of the upstream`, async (t) => {
    const { url, begun, observed } = await start(t);
    const wire = await Wire.open(t, url);
    wire.send(upload('10.0.0.1', length)).send(first);
    await until(() => begun() === 1);
    if (last === undefined) wire.socket.resetAndDestroy();
    else wire.send(last);
    const { outcome, waitedMs } = await observed('attempt');
    assert.equal(outcome.kind, 'abandoned');
    assert.equal(waitedMs, undefined);
  });
}

test('one client that lets bodies drip in cannot keep others out, nor can many', async (t) => {
  const limits = { upstream: { maxInFlight: 8, maxQueued: 8 } };
  const { url, begun } = await start(t, { limits, rollbackOnError: false });
  const drip = async (client: string) => (await Wire.open(t, url)).send(upload(client)).send(FIRST);
  await Promise.all(Array.from({ length: 20 }, () => drip('10.0.0.1')));
  await until(() => begun() === 2);
  assert.match(await (await Wire.open(t, url)).send(GET).until('whole'), /^HTTP\/1\.1 200 /);
  await Promise.all(Array.from({ length: 20 }, (_, index) => drip(`10.0.1.${index}`)));
  await until(() => begun() === 5);
  assert.match(await (await Wire.open(t, url)).send(GET).until('whole'), /^HTTP\/1\.1 200 /);
  assert.equal(begun(), 6);
});

test('an upload that waited for its share is sent when another one is whole, though that has no answer yet', async (t) => {
  const requests: string[] = [];
  const server = await startRawUpstream(t, (request) => {
    requests.push(request);
    return undefined;
  });
  const limits = { upstream: { maxInFlight: 4, maxQueued: 4 } };
  const { url, observed } = await start(t, { fastify: server.url, limits });
  const first = (await Wire.open(t, url)).send(upload()).send(FIRST);
  await until(() => server.sockets.length === 1);
  (await Wire.open(t, url)).send(upload()).send(FIRST).send(REST);
  await observed('decision', 2);
  assert.equal(requests.length, 0);
  first.send(REST);
  await until(() => requests.length === 2);
});

test('announced bodies that do not come take nothing from a body that does', async (t) => {
  const limits = { gathering: { bodyBytes: 65_536, allBytes: 4 * 65_536 }, upstream: { maxInFlight: 4, maxQueued: 4 } };
  const { url, begun } = await start(t, { limits, rollbackOnError: false });
  for (let index = 0; index < 20; index += 1)
    (await Wire.open(t, url)).send(upload(`10.0.0.${index}`, 'Content-Length: 65536'));
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) =>
      (await Wire.open(t, url)).send(upload(`10.0.1.${index}`)).send(FIRST),
    ),
  );
  await until(() => begun() === 2);
  const whole = upload('10.9.9.9', 'Content-Length: 5');
  assert.match(await (await Wire.open(t, url)).send(`${whole}first`).until('whole'), /^HTTP\/1\.1 200 /);
  const slow = (await Wire.open(t, url)).send(whole).send('fi');
  await after(PAUSE_MS);
  assert.match(await slow.send('rst').until('whole'), /^HTTP\/1\.1 200 /);
});

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startProxy, startRawUpstream, startUpstream, unusedUrl, Wire } from './fixture.ts';

const GET = 'GET /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Lets what is under way go on until this holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}

test('answers 504 when a server does not accept the connection in time', async (t) => {
  const blocked = fork(fileURLToPath(new URL('fixtures/accepts-nothing.ts', import.meta.url)));
  t.after(() => blocked.kill('SIGKILL'));
  const [port] = (await once(blocked, 'message')) as [number];
  // These fill the queue of connections that nobody accepts.
  for (let count = 0; count < 4; count += 1) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    t.after(() => socket.destroy());
  }
  const limits = { upstream: { connectTimeoutMs: 100 } };
  const { url } = await startProxy(t, {
    express: `http://127.0.0.1:${port}`,
    fastify: await unusedUrl(),
    percentage: 0,
    limits,
  });
  const wire = await Wire.open(t, url);
  assert.match(await wire.send(GET).end(), /^HTTP\/1\.1 504 [\s\S]*"code":"upstream_timeout"/);
});

test('lets a client that goes leave the queue', async (t) => {
  const answers: (() => void)[] = [];
  const upstream = await startRawUpstream(t, (_, socket) => {
    answers.push(() => socket.write(OK));
    return undefined;
  });
  const limits = { upstream: { maxInFlight: 1, maxQueued: 1 } };
  const { url, observed } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url, limits });
  const first = await Wire.open(t, url);
  first.send(GET);
  await until(() => answers.length === 1);
  const impatient = await Wire.open(t, url);
  impatient.send(GET);
  await observed('decision', 2);
  impatient.socket.resetAndDestroy();
  assert.equal((await observed('attempt')).outcome.kind, 'abandoned');
  const patient = await Wire.open(t, url);
  patient.send(GET);
  await observed('decision', 3);
  answers[0]?.();
  assert.match(await first.end(), /ok$/);
  await until(() => answers.length === 2);
  answers[1]?.();
  assert.match(await patient.end(), /ok$/);
  assert.equal(upstream.requests.length, 2);
});

test('counts the time in the queue against the time for an answer', async (t) => {
  const upstream = await startRawUpstream(t, () => undefined);
  const limits = { upstream: { maxInFlight: 1, maxQueued: 1, headersTimeoutMs: 200 } };
  const { url } = await startProxy(t, {
    express: await unusedUrl(),
    fastify: upstream.url,
    rollbackOnError: false,
    limits,
  });
  const [first, second] = [await Wire.open(t, url), await Wire.open(t, url)];
  first.send(GET);
  await until(() => upstream.requests.length === 1);
  // The place becomes free when the first has waited for its whole time; the second has waited nearly as long by then.
  second.send(GET);
  assert.match(await first.end(), /^HTTP\/1\.1 504 /);
  assert.match(await second.end(), /^HTTP\/1\.1 50[34] /);
});

test('takes connections again once one has ended', async (t) => {
  const upstream = await startRawUpstream(t, () => OK);
  const limits = { client: { maxConnections: 2, lingerMs: 50 } };
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url, limits });
  const held = [await Wire.open(t, url), await Wire.open(t, url)];
  for (const wire of held) await wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').until(/ok$/);
  const refused = await Wire.open(t, url);
  // What it sends is not read.
  const text = await refused.send(GET).end();
  assert.match(text, /^HTTP\/1\.1 503 Service Unavailable\r\n[\s\S]*retry-after: 1\r\n[\s\S]*"code":"overloaded"/);
  assert.equal(text.match(/HTTP\/1\.1/g)?.length, 1);
  assert.equal(upstream.requests.length, 2);
  held[0]?.socket.destroy();
  for (let answered = false; !answered; ) {
    const wire = await Wire.open(t, url);
    answered = (await wire.send(GET).end()).startsWith('HTTP/1.1 200 ');
  }
});

test('refuses a body that is too large, told or not, and takes one that is not', async (t) => {
  const upstream = await startUpstream(t, (request, response) => {
    request.resume().on('end', () => response.end('taken'));
  });
  const limits = { client: { maxBodyBytes: 10, lingerMs: 50 } };
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url, limits });
  const chunked = 'POST /things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
  const sized = (length: number) =>
    `POST /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length)}`;
  for (const [request, answer] of [
    [sized(10), /^HTTP\/1\.1 200 [\s\S]*taken/],
    [`${chunked}5\r\nabcde\r\n5\r\nabcde\r\n0\r\n\r\n`, /^HTTP\/1\.1 200 [\s\S]*taken/],
    [sized(11), /^HTTP\/1\.1 413 [\s\S]*"code":"body_too_large"/],
    [`${chunked}5\r\nabcde\r\n6\r\nabcdef\r\n0\r\n\r\n`, /^HTTP\/1\.1 413 [\s\S]*"code":"body_too_large"/],
  ] as const) {
    const wire = await Wire.open(t, url);
    assert.match(await wire.send(request).end(), answer);
  }
});

test('breaks an answer off that takes longer than a request may live', async (t) => {
  const upstream = await startRawUpstream(
    t,
    () => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
  );
  const limits = { client: { totalTimeoutMs: 100 } };
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url, limits });
  for (const version of ['1.1', '1.0']) {
    const wire = await Wire.open(t, url);
    const text = await wire.send(`GET /things HTTP/${version}\r\nHost: a\r\n\r\n`).end();
    assert.ok(!text.endsWith('0\r\n\r\n'));
    assert.equal(wire.error?.code, 'ECONNRESET');
  }
});

test('goes on waiting for an upstream while nothing moves on the connection of the client', async (t) => {
  const answers: (() => void)[] = [];
  const upstream = await startRawUpstream(t, (_, socket) => {
    answers.push(() => socket.write(OK));
    return undefined;
  });
  const limits = { client: { idleTimeoutMs: 20 } };
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url, limits });
  const wire = await Wire.open(t, url);
  wire.send(GET);
  await until(() => answers.length === 1);
  // Several times the time in which an idle connection would end.
  await new Promise((resolve) => setTimeout(resolve, 100));
  answers[0]?.();
  assert.match(await wire.end(), /ok$/);
});

test('lets pages of the frontend read its own answers', async (t) => {
  const nowhere = await unusedUrl();
  const frontendUrl = 'http://localhost:5173';
  const { url } = await startProxy(t, { express: nowhere, fastify: nowhere, frontendUrl });
  for (const request of [
    GET,
    'GET / HTTP/1.1\r\n\r\n',
    'nonsense\r\n\r\n',
    'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n',
  ]) {
    const text = await (await Wire.open(t, url)).send(request).end();
    assert.ok(text.includes(`access-control-allow-origin: ${frontendUrl}\r\n`), text);
    assert.ok(text.includes('access-control-allow-credentials: true\r\n') && text.includes('vary: origin'), text);
  }
});

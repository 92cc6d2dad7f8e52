import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { Failure } from '../../parity/answer.ts';
import { OK, replying, startBytes } from './fixture-server.ts';
import { createLane, LaneError } from './lane.ts';

const GET = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
const CLOSING = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => assert.fail('there is an answer'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof LaneError);
  return error.failure;
}

test('sends one request after the other over one connection', async (t) => {
  const server = createServer((request, response) => response.end(request.method)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const lane = createLane(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  t.after(() => lane.close());
  for (const method of ['GET', 'HEAD', 'POST']) {
    const answer = await lane.send(Buffer.from(`${method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`), method);
    assert.equal(answer.body.toString(), method === 'HEAD' ? '' : method);
  }
  assert.deepEqual(lane.statistics(), { requests: 3, connections: 1, unannouncedCloses: 0, ignoredCloses: 0 });
});

test('connects anew after an announced end, and counts one that does not come', async (t) => {
  const url = await startBytes(t, (socket, connection) => {
    socket.once('data', () => socket.write(CLOSING, () => connection < 3 && socket.end()));
  });
  const lane = createLane(url, { closeMs: 50 });
  t.after(() => lane.close());
  for (let n = 0; n < 3; n += 1) assert.equal((await lane.send(GET, 'GET')).status, 200);
  assert.deepEqual(lane.statistics(), { requests: 3, connections: 3, unannouncedCloses: 0, ignoredCloses: 1 });
});

test('counts an end that nobody announced', async (t) => {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const url = await startBytes(t, (socket) => {
    socket.once('data', () => socket.end(OK));
    socket.once('end', resolve);
  });
  const lane = createLane(url);
  t.after(() => lane.close());
  await lane.send(GET, 'GET');
  await ended;
  await lane.send(GET, 'GET');
  assert.deepEqual(lane.statistics(), { requests: 2, connections: 2, unannouncedCloses: 1, ignoredCloses: 0 });
});

test('reads a body that ends with its connection', async (t) => {
  const url = await startBytes(t, (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nabc')));
  const lane = createLane(url);
  t.after(() => lane.close());
  for (let n = 0; n < 2; n += 1) assert.equal((await lane.send(GET, 'GET')).body.toString(), 'abc');
});

test('does not use a connection that was idle for long', async (t) => {
  const url = await startBytes(t, replying(OK));
  const lane = createLane(url, { maxIdleMs: -1 });
  t.after(() => lane.close());
  for (let n = 0; n < 2; n += 1) await lane.send(GET, 'GET');
  assert.equal(lane.statistics().connections, 2);
});

test('names what went wrong, never sends twice, and goes on with the next request', async (t) => {
  let requests = 0;
  const wrong = ['garbage', '', OK.slice(0, -1), 'reset', 'HTTP/1.1 200'];
  const url = await startBytes(t, (socket, connection) => {
    socket.on('data', () => {
      requests += 1;
      const text = wrong[connection - 1];
      if (text === 'reset') socket.resetAndDestroy();
      else if (text === undefined) socket.write(OK);
      else socket.end(text);
    });
  });
  const lane = createLane(url);
  t.after(() => lane.close());
  const kinds: string[] = [];
  for (const _ of wrong) kinds.push((await failureOf(lane.send(GET, 'GET'))).kind);
  assert.deepEqual(kinds, ['garbage', 'cut', 'cut', 'cut', 'cut']);
  assert.equal((await lane.send(GET, 'GET')).body.toString(), 'ok');
  assert.equal(requests, wrong.length + 1);
});

test('names a server that hangs, and one that is down', async (t) => {
  const url = await startBytes(t, replying('HTTP/1.1 200 OK\r\n'));
  const lane = createLane(url, { timeoutMs: 50 });
  t.after(() => lane.close());
  const failure = await failureOf(lane.send(GET, 'GET'));
  assert.equal(failure.kind === 'timeout' && failure.received.toString(), 'HTTP/1.1 200 OK\r\n');
  assert.equal((await failureOf(lane.send(GET, 'GET'))).kind, 'timeout');
  const down = createLane('http://127.0.0.1:1');
  t.after(() => down.close());
  assert.deepEqual(await failureOf(down.send(GET, 'GET')), { kind: 'refused', detail: 'ECONNREFUSED' });
});

test('reports an answer nobody asked for with the next request', async (t) => {
  const url = await startBytes(t, replying(OK + OK));
  const lane = createLane(url);
  t.after(() => lane.close());
  assert.equal((await lane.send(GET, 'GET')).status, 200);
  const failure = await failureOf(lane.send(GET, 'GET'));
  assert.equal(failure.kind === 'garbage' && failure.problem, 'an answer nobody asked for');
});

test('refuses a second request while one is under way, and ends that one when it is closed', async (t) => {
  const url = await startBytes(t, () => {});
  const lane = createLane(url);
  const pending = failureOf(lane.send(GET, 'GET'));
  assert.throws(() => lane.send(GET, 'GET'), /one request at a time/);
  lane.close();
  assert.equal((await pending).kind, 'cut');
});

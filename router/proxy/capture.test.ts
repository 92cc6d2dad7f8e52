import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { type CapturedExchange, type CaptureHook, createCapturing } from './capture.ts';
import { combineCaptures } from './captures.ts';
import type { Decision } from './decide.ts';
import { Exchange } from './exchange.ts';
import { exchange, STREAMING, startProxy, startRawUpstream, startUpstream, unusedUrl, Wire } from './fixture.ts';

const CLOSE = 'Connection: close\r\n\r\n';

/** A hook that wants everything, and what it was given. */
function taking(wanted: CaptureHook['wanted'] = () => true) {
  const taken: CapturedExchange[] = [];
  return { taken, hook: { wanted, deliver: (captured: CapturedExchange) => void taken.push(captured) } };
}

test('captures the head as sent, the head as answered and both bodies, once the client has its answer', async (t) => {
  const upstream = await startRawUpstream(
    t,
    () =>
      'HTTP/1.1 299 Fine\r\nX-B: 1\r\nX-Request-Id: theirs\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\na\0\xff',
  );
  const { taken, hook } = taking();
  const { url, observed } = await startProxy(t, { express: upstream.url, fastify: upstream.url, capture: hook });
  const text = await exchange(
    t,
    url,
    `PUT /things/1?a=%00 HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nContent-Length: 2\r\n${CLOSE}hi`,
  );
  await observed('answer');
  const [captured] = taken;
  assert.ok(captured !== undefined && taken.length === 1 && text.endsWith('a\0\xff'));
  assert.deepEqual([captured.upstream, captured.method, captured.target], ['fastify', 'PUT', '/things/1?a=%00']);
  const lines: string[] = [];
  for (let at = 0; at < captured.request.headers.length; at += 2) {
    lines.push(`${captured.request.headers[at]}: ${captured.request.headers[at + 1]}`.toLowerCase());
  }
  const sent = (upstream.requests[0] ?? '').split('\r\n\r\n')[0]?.split('\r\n').slice(1) ?? [];
  const expected = sent.map((line) => line.toLowerCase()).filter((line) => !line.startsWith('connection:'));
  assert.deepEqual([...lines].sort(), [...expected].sort());
  assert.equal(captured.request.body.bytes().toString(), 'hi');
  const { status, reason, headers, body } = captured.answer;
  assert.deepEqual([status, reason], [299, 'Fine']);
  const fields = ['X-B', '1', 'X-Request-Id', 'theirs', 'Connection', 'keep-alive', 'Content-Length', '3'];
  assert.deepEqual(headers, fields);
  assert.equal(body.bytes().toString('latin1'), 'a\0\xff');
  assert.equal(captured.request.body.truncated || body.truncated, false);
});

test('asks once for each request, also where it is sent twice, and delivers nothing that is not wanted', async (t) => {
  const upstream = await startRawUpstream(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  let asked = 0;
  const { taken, hook } = taking(({ operation }) => {
    asked += 1;
    return operation?.id === 'getThing';
  });
  const { url, observed } = await startProxy(t, { express: upstream.url, fastify: await unusedUrl(), capture: hook });
  for (const target of ['/things', '/things/1'])
    await exchange(t, url, `GET ${target} HTTP/1.1\r\nHost: a\r\n${CLOSE}`);
  await observed('answer', 2);
  assert.equal(asked, 2);
  assert.deepEqual(
    taken.map(({ target, upstream: by, decision }) => [target, by, decision.upstream]),
    [['/things/1', 'express', 'fastify']],
  );
});

test('delivers no exchange that was cut short, that the client has left, or that nobody answered', async (t) => {
  const upstream = await startRawUpstream(t, (request, socket) => {
    if (request.startsWith('GET /things/1 ')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
    else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
    return undefined;
  });
  const { taken, hook } = taking();
  const { url, observed } = await startProxy(t, { express: await unusedUrl(), fastify: upstream.url, capture: hook });
  await exchange(t, url, 'GET /things/1 HTTP/1.1\r\nHost: a\r\n\r\n');
  const leaving = await Wire.open(t, url);
  await leaving.send('GET /things/2 HTTP/1.1\r\nHost: a\r\n\r\n').until('half');
  leaving.socket.resetAndDestroy();
  await exchange(t, url, `GET /unknown HTTP/1.1\r\nHost: a\r\n${CLOSE}`);
  await observed('answer', 3);
  assert.deepEqual(taken, []);
});

test('keeps nothing of a body that is too large, which the client gets all the same', async (t) => {
  const large = 'x'.repeat(300_000);
  const { url: upstream } = await startUpstream(t, (request, response) => {
    request.resume().on('end', () => response.end(large));
  });
  const { taken, hook } = taking();
  const { url, observed } = await startProxy(t, { express: upstream, fastify: upstream, capture: hook });
  const head = `POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: ${large.length}\r\n${CLOSE}`;
  const text = await exchange(t, url, head + large);
  await observed('answer');
  assert.equal(text.split('x').length - 1 >= large.length, true);
  const [captured] = taken;
  for (const body of [captured?.request.body, captured?.answer.body]) {
    assert.deepEqual([body?.truncated, body?.sizeBytes, body?.bytes().length], [true, 0, 0]);
  }
});

test('calls a request truncated that was answered before all of it had come', async (t) => {
  const { url: upstream } = await startUpstream(t, (_, response) => response.writeHead(413).end('no'));
  const { taken, hook } = taking();
  const changes = { express: upstream, fastify: upstream, capture: hook, limits: STREAMING };
  const { url, observed } = await startProxy(t, changes);
  const wire = await Wire.open(t, url);
  await wire.send('POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\npart').until('no');
  wire.socket.end();
  await observed('answer');
  assert.deepEqual(
    taken.map(({ request, answer }) => [request.body.truncated, answer.body.bytes().toString()]),
    [[true, 'no']],
  );
});

test('a hook that throws changes no answer, and is noted', async (t) => {
  const { url: upstream } = await startUpstream(t, (_, response) => response.end('fine'));
  const hooks: CaptureHook[] = [
    { wanted: () => assert.fail('in wanted'), deliver: () => {} },
    { wanted: () => true, deliver: () => assert.fail('in deliver') },
  ];
  for (const capture of hooks) {
    const { url, observed } = await startProxy(t, { express: upstream, fastify: upstream, capture });
    assert.match(await exchange(t, url, `GET /things HTTP/1.1\r\nHost: a\r\n${CLOSE}`), /^HTTP\/1.1 200 [\s\S]*fine/);
    assert.match(String((await observed('fault')).error), /in (?:wanted|deliver)/);
  }
});

test('holds no more bytes of all exchanges than it may, and has them back when one ends', () => {
  const { taken, hook } = taking();
  const open = createCapturing(hook, (error) => assert.fail(String(error)), { maxBodyBytes: 8, maxHeldBytes: 10 });
  const begin = (bytes: number) => {
    const request = new IncomingMessage(new Socket());
    const trace = { traceId: '', traceparent: '', started: false };
    const one = new Exchange(request, new ServerResponse(request), { requestId: 'r', trace });
    const capture = open(DECISION, one);
    capture?.noteAnswer('express', 200, '', []);
    capture?.noteAnswerPart(Buffer.alloc(bytes));
    return capture;
  };
  const [first, second] = [begin(8), begin(3)];
  second?.finish(true);
  first?.finish(true);
  begin(8)?.finish(true);
  begin(9)?.finish(true);
  assert.deepEqual(
    taken.map(({ answer: { body } }) => [body.sizeBytes, body.truncated]),
    [
      [0, true],
      [8, false],
      [8, false],
      [0, true],
    ],
  );
});

test('gives an exchange to those who wanted it, whatever the others do', async (t) => {
  const { url: upstream } = await startUpstream(t, (_, response) => response.end('fine'));
  const [all, none] = [taking(), taking(() => false)];
  const broken: CaptureHook = { wanted: () => true, deliver: () => assert.fail('broken') };
  const errors: unknown[] = [];
  const capture = combineCaptures([broken, none.hook, all.hook], (error) => errors.push(error));
  const { url, observed } = await startProxy(t, { express: upstream, fastify: upstream, capture });
  await exchange(t, url, `GET /things HTTP/1.1\r\nHost: a\r\n${CLOSE}`);
  await observed('answer');
  assert.deepEqual([all.taken.length, none.taken.length, errors.length], [1, 0, 1]);
});

const DECISION: Decision = {
  ...{ upstream: 'express', operation: undefined, safe: true, idempotent: true, forced: false },
  ...{ bucket: 0, percentage: 0, reason: '' },
};

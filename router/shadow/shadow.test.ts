import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isReplay, REPLAY_HEADER } from '../../contract/replay-mark.ts';
import { exchange, saying, startRawUpstream, startUpstream, unusedUrl, Wire } from '../proxy/fixture.ts';
import { REPLAY_TOKEN, startShadowed } from './fixture.ts';

const CLOSE = 'Connection: close\r\n\r\n';
const GET = `GET /things?page=2 HTTP/1.1\r\nHost: a\r\n${CLOSE}`;

function answering(body: string, more = ''): string {
  return `HTTP/1.1 200 OK\r\nDate: now\r\n${more}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** A server that answers each request with the next of these bodies, the last one again and again. */
async function startAnswering(t: TestContext, ...bodies: readonly string[]) {
  let asked = 0;
  return startRawUpstream(t, () => answering(bodies[Math.min(asked++, bodies.length - 1)] ?? ''));
}

test('asks the server that did not answer the same, with the same request id and a mark that holds', async (t) => {
  const express = await startAnswering(t, '{}');
  const fastify = await startAnswering(t, '{}');
  const { url, shadow, results } = await startShadowed(t, { express: express.url, fastify: fastify.url });
  const fields = 'X-A: 1\r\nauthorization: Bearer abcdefgh\r\nx-a: 2\r\nX-Request-Id: id-1\r\n';
  await exchange(t, url, `POST /check?b HTTP/1.1\r\nHost: a\r\n${fields}Content-Length: 2\r\n${CLOSE}hi`);
  assert.deepEqual(await results(1), ['identical']);
  for (const [index, sent] of express.requests.entries()) {
    const mirrored = fastify.requests[index] ?? '';
    const mark = new RegExp(`^${REPLAY_HEADER}: (.*)\r\n`, 'm');
    assert.equal(mirrored.replace(mark, ''), sent);
    const requestId = /^x-request-id: (.*)$/m.exec(sent)?.[1] ?? '';
    const target = sent.split(' ')[1] ?? '';
    assert.ok(isReplay(REPLAY_TOKEN, { method: 'POST', target, requestId }, mark.exec(mirrored)?.[1]), mirrored);
  }
  assert.match(express.requests[0] ?? '', /\r\ncontent-length: 2\r\n\r\nhi$/i);
  assert.deepEqual(shadow.list(), []);
});

test('mirrors only what the contract calls safe', async (t) => {
  const express = await startAnswering(t, '{}');
  const fastify = await startAnswering(t, '{}');
  const { url, shadow, results } = await startShadowed(t, { express: express.url, fastify: fastify.url });
  for (const [method, target] of [
    ['POST', '/things'],
    ['GET', '/unknown'],
    ['DELETE', '/things'],
    ['GET', '/things'],
  ]) {
    await exchange(t, url, `${method} ${target} HTTP/1.1\r\nHost: a\r\n${CLOSE}`);
  }
  await results(1);
  assert.deepEqual(
    fastify.requests.map((text) => text.split(' HTTP')[0]),
    ['GET /things'],
  );
  assert.equal(shadow.counts().sent, 1);
});

test('a shadow that hangs keeps nobody waiting; what is too much is dropped and counted', async (t) => {
  const hanging = await startRawUpstream(t, () => undefined);
  const { url: express } = await startUpstream(t, saying('express'));
  const limits = { maxInFlight: 2, maxWaiting: 3 };
  const { url, shadow, answered } = await startShadowed(t, { express, fastify: hanging.url, limits });
  const wire = await Wire.open(t, url);
  for (let sent = 1; sent <= 2; sent += 1) {
    await wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').until((text) => answersIn(text) === sent);
    while (hanging.requests.length < sent) await new Promise(setImmediate);
  }
  for (let sent = 3; sent <= 10; sent += 1) {
    await wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').until((text) => answersIn(text) === sent);
    await answered(sent);
  }
  assert.deepEqual([shadow.counts().sent, shadow.waiting, shadow.counts().dropped], [2, 3, { 'queue-full': 5 }]);
  await shadow.close();
  assert.deepEqual([shadow.waiting, shadow.counts().dropped], [0, { 'queue-full': 5, closed: 3 }]);
});

test('bytes that wait are bounded, too', async (t) => {
  const hanging = await startRawUpstream(t, () => undefined);
  const { url: express } = await startUpstream(t, (_, response) => response.end('x'.repeat(600)));
  const limits = { maxInFlight: 0, maxWaitingBytes: 1_000 };
  const { url, shadow, answered } = await startShadowed(t, { express, fastify: hanging.url, limits: { ...limits } });
  for (let sent = 1; sent <= 2; sent += 1) {
    await exchange(t, url, GET);
    await answered(sent);
  }
  assert.deepEqual([shadow.waiting, shadow.counts().dropped], [1, { 'queue-full': 1 }]);
});

test('a shadow that is dead, breaks off, answers no HTTP or too much is counted by what it did', async (t) => {
  const { url: express } = await startUpstream(t, saying('express'));
  const faults: [string, string][] = [
    [await unusedUrl(), 'unreachable'],
    [(await startRawUpstream(t, (_, socket) => void socket.destroy())).url, 'reset'],
    [(await startRawUpstream(t, () => 'nonsense\r\n\r\n')).url, 'bad-answer'],
    [(await startUpstream(t, (_, response) => response.end('x'.repeat(3_000)))).url, 'too-large'],
    [(await startRawUpstream(t, () => undefined)).url, 'timeout'],
  ];
  const limits = { maxAnswerBytes: 2_000, answerTimeoutMs: 300 };
  for (const [fastify, reason] of faults) {
    const { url, shadow, results } = await startShadowed(t, { express, fastify, limits });
    assert.match(await exchange(t, url, GET), /^HTTP\/1.1 200 OK/);
    assert.deepEqual(await results(1), ['failed']);
    assert.deepEqual(shadow.counts().failures, { [reason]: 1 });
  }
});

test('keeps a difference with both answers, Express as the one that is right, whoever served the client', async (t) => {
  const express = await startAnswering(t, '{"a":1,"b":2}');
  const fastify = await startAnswering(t, '{"a":1,"b":"2"}');
  for (const share of [0, 100]) {
    const told: string[] = [];
    const { url, shadow, results } = await startShadowed(t, {
      ...{ express: express.url, fastify: fastify.url, share },
      onDifference: ({ lines }) => told.push(...lines),
    });
    await exchange(t, url, GET);
    assert.deepEqual(await results(1), ['different']);
    const [summary] = shadow.list();
    assert.deepEqual(summary?.lines, ['JSON type of /b express: 2 fastify: "2"']);
    assert.deepEqual(told, summary?.lines);
    const kept = shadow.get(summary?.id ?? '');
    assert.deepEqual([kept?.method, kept?.target, kept?.operationId], ['GET', '/things?page=2', 'listThings']);
    assert.deepEqual([kept?.express.body.content, kept?.fastify.body.content], ['{"a":1,"b":2}', '{"a":1,"b":"2"}']);
    assert.deepEqual(shadow.counts().operations.listThings?.kinds, { 'json-type': 1 });
    assert.equal(shadow.get('no-such'), undefined);
  }
});

test('excuses what the baseline does not repeat itself, and shows what differs beside it', async (t) => {
  const express = await startAnswering(t, '{"at":1,"b":1}', '{"at":2,"b":1}');
  const fastify = await startAnswering(t, '{"at":7,"b":2}', '{"at":8,"b":2}');
  const { url, shadow, results } = await startShadowed(t, { express: express.url, fastify: fastify.url });
  await exchange(t, url, GET);
  assert.deepEqual(await results(1), ['different']);
  assert.deepEqual(shadow.list()[0]?.lines, ['/b express: 1 fastify: 2']);
});

test('a difference that a second look does not find is none: somebody wrote in between', async (t) => {
  const express = await startAnswering(t, '{"a":1}');
  const fastify = await startAnswering(t, '{"a":2}', '{"a":1}');
  const { url, shadow, results } = await startShadowed(t, { express: express.url, fastify: fastify.url });
  await exchange(t, url, GET);
  assert.deepEqual(await results(1), ['unstable']);
  assert.deepEqual([shadow.list(), express.requests.length, fastify.requests.length], [[], 2, 2]);
});

test('looks a second time only so often, however many answers differ', async (t) => {
  const express = await startAnswering(t, '{"a":1}');
  const fastify = await startAnswering(t, '{"a":2}');
  const limits = { maxSecondLooks: 2 };
  const servers = { express: express.url, fastify: fastify.url, limits, now: () => 0 };
  const { url, results } = await startShadowed(t, servers);
  for (let sent = 1; sent <= 4; sent += 1) {
    await exchange(t, url, GET);
    await results(sent);
  }
  assert.deepEqual(await results(4), ['different', 'different', 'unconfirmed', 'unconfirmed']);
  assert.equal(express.requests.length, 4 + 2);
});

test('leaves a server alone that is down or held back, and drops what has waited too long', async (t) => {
  const express = await startAnswering(t, '{}');
  const fastify = await startAnswering(t, '{}');
  const ups = [true, false];
  const down = { available: () => false };
  const goingDown = { available: () => ups.shift() ?? assert.fail('asked too often') };
  const late = { now: clockOf(0, 6_000) };
  for (const [changes, reason] of [
    [down, 'unavailable'],
    [goingDown, 'unavailable'],
    [late, 'waited-too-long'],
  ] as const) {
    const servers = { express: express.url, fastify: fastify.url };
    const { url, shadow, answered } = await startShadowed(t, { ...servers, ...changes });
    await exchange(t, url, GET);
    await answered(1);
    if (changes === down) assert.deepEqual([shadow.waiting, shadow.counts().dropped], [0, { unavailable: 1 }]);
    while (shadow.waiting > 0) await new Promise(setImmediate);
    assert.deepEqual([shadow.counts().sent, shadow.counts().dropped], [0, { [reason]: 1 }]);
  }
  assert.deepEqual([fastify.requests.length, ups.length], [0, 0]);
});

test('an operation may have more that is volatile', async (t) => {
  const express = await startAnswering(t, '{"a":{"b":1}}');
  const fastify = await startAnswering(t, '{"a":{"b":2}}');
  const rules = () => ({ volatilePlaces: ['/a/b'] });
  const { url, results } = await startShadowed(t, { express: express.url, fastify: fastify.url, rules });
  await exchange(t, url, GET);
  assert.deepEqual(await results(1), ['identical']);
});

test('mirrors the share that it was told to, by chance', async (t) => {
  const express = await startAnswering(t, '{}');
  const fastify = await startAnswering(t, '{}');
  const drawn = [0.29, 0.3, 0.99, 0];
  const chance = { percentage: 30, random: () => drawn.shift() ?? 1 };
  const { url, shadow, results } = await startShadowed(t, { express: express.url, fastify: fastify.url, ...chance });
  for (let sent = 0; sent < 4; sent += 1) await exchange(t, url, GET);
  await results(2);
  assert.deepEqual([drawn.length, shadow.counts().sent], [0, 2]);
});

function answersIn(text: string): number {
  return text.split('HTTP/1.1 200 OK\r\n').length - 1;
}

/** Each time in turn, then the last one. */
function clockOf(...times: readonly number[]): () => number {
  let read = 0;
  return () => times[Math.min(read++, times.length - 1)] ?? 0;
}

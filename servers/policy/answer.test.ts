import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { type Answer, begin } from './answer.ts';

async function* chunks(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

const ignore = () => {};
const answer = (body: Answer['body']): Answer => ({ status: 200, headers: {}, body });

test('a stream keeps all its bytes once it has begun', async () => {
  const { body } = await begin(answer(chunks('', 'a', '', 'b')), 'GET', ignore);
  assert.ok(body !== undefined && !Buffer.isBuffer(body));
  assert.equal(await text(body), 'ab');
});

test('a stream without a byte is an empty body with its length', async () => {
  assert.deepEqual(await begin(answer(chunks('', '')), 'GET', ignore), {
    status: 200,
    headers: { 'content-length': '0' },
    body: Buffer.alloc(0),
  });
});

test('a stream that fails at once fails before there is an answer', async () => {
  const failing = (async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(0);
    throw new Error('no source');
  })();
  await assert.rejects(begin(answer(failing), 'GET', ignore), /no source/);
});

test('a stream that nobody reads to its end is told so', async () => {
  let ended = false;
  const endless = (async function* (): AsyncGenerator<Uint8Array> {
    try {
      while (true) yield Buffer.from('a');
    } finally {
      ended = true;
    }
  })();
  const { body } = await begin(answer(endless), 'GET', ignore);
  assert.ok(body !== undefined && !Buffer.isBuffer(body));
  for await (const chunk of body) if (chunk.length > 0) break;
  assert.equal(ended, true);
});

test('a stream that fails later is told of, once', async () => {
  const causes: unknown[] = [];
  const failing = (async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    throw new Error('lost');
  })();
  const { body } = await begin(answer(failing), 'GET', (cause) => causes.push(cause));
  assert.ok(body !== undefined && !Buffer.isBuffer(body));
  await assert.rejects(text(body), /broke off/);
  assert.deepEqual(causes.map(String), ['Error: lost']);
});

test('a stream is not read on for HEAD, and told so', async () => {
  let ended = false;
  const failing = (async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('a');
      throw new Error('lost');
    } finally {
      ended = true;
    }
  })();
  const { body } = await begin(answer(failing), 'HEAD', () => assert.fail('nothing breaks off'));
  assert.ok(body !== undefined && !Buffer.isBuffer(body));
  assert.equal(await text(body), 'a');
  assert.equal(ended, true);
});

test('what was handed on of a stream has left before it breaks off, and nothing that it throws looks like its end', async () => {
  for (const thrown of [new Error('lost'), null, undefined]) {
    const failing = (async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw thrown;
    })();
    const { body } = await begin(answer(failing), 'GET', ignore);
    assert.ok(body !== undefined && !Buffer.isBuffer(body));
    const events: string[] = [];
    setImmediate(() => events.push('left'));
    await assert.rejects(
      text(body).catch((error: unknown) => Promise.reject(events.push('broken') && error)),
      Error,
    );
    assert.deepEqual(events, ['left', 'broken']);
  }
});

test('a stream of anything but bytes and texts fails, where it can before there is an answer', async () => {
  const of = (...parts: readonly unknown[]) =>
    (async function* () {
      yield* parts;
    })() as AsyncGenerator<Uint8Array>;
  for (const chunk of [5, null, undefined, {}]) {
    await assert.rejects(begin(answer(of(chunk)), 'GET', ignore), /neither bytes nor text/);
    const { body } = await begin(answer(of(Buffer.from('a'), chunk)), 'GET', ignore);
    assert.ok(body !== undefined && !Buffer.isBuffer(body));
    await assert.rejects(text(body), /broke off/);
  }
  const { body } = await begin(answer(of('Grüße', ' 世界')), 'GET', ignore);
  assert.ok(body !== undefined && !Buffer.isBuffer(body));
  assert.equal(await text(body), 'Grüße 世界');
});

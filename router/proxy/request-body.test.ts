import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { RequestBody } from './request-body.ts';

function arriving(headers: Readonly<Record<string, string>> = {}) {
  const source = Object.assign(new PassThrough(), { headers });
  let wanted = 0;
  // Of a request only its being a stream matters here.
  const body = new RequestBody(source as unknown as IncomingMessage, () => (wanted += 1));
  return { source, body, wanted: () => wanted };
}

/** A body of which something has yet to come. */
function opened(body: RequestBody): Readable {
  const stream = body.open();
  assert.ok(stream instanceof Readable);
  return stream;
}

async function contentOf(body: RequestBody): Promise<string> {
  const content = body.open();
  return content instanceof Readable ? text(content) : content.toString();
}

test('gives a second attempt what the first has read but not sent', async () => {
  const { source, body } = arriving();
  source.write('first ');
  const lost = opened(body);
  await new Promise((resolve) => lost.once('data', resolve));
  lost.destroy(new Error('the connection broke'));
  assert.ok(body.repeatable);
  source.end('second');
  assert.equal(await contentOf(body), 'first second');
});

test('gives a second attempt a body that has already ended', async () => {
  const { source, body } = arriving();
  source.end('whole');
  assert.equal(await contentOf(body), 'whole');
  assert.equal(await contentOf(body), 'whole');
});

test('gives a body that is all there at once, as often as it is asked for it', async () => {
  const { source, body } = arriving();
  source.write('in ');
  source.end('parts');
  await body.gather(() => true);
  for (const content of [body.open(), body.open()]) assert.deepEqual(content, Buffer.from('in parts'));
  assert.ok(body.repeatable);
  body.markSent();
  assert.ok(!body.repeatable);
});

test('gives a body of chunks as a stream, whose length undici cannot know', async () => {
  const { source, body } = arriving({ 'transfer-encoding': 'chunked' });
  source.end('chunks');
  await body.gather(() => true);
  assert.equal(await text(opened(body)), 'chunks');
});

test('holds nothing once bytes have been sent', async () => {
  const { source, body } = arriving();
  const stream = opened(body);
  body.markSent();
  source.end('sent');
  assert.equal(await text(stream), 'sent');
  assert.ok(!body.repeatable);
});

test('asks for the body when it is first read, once', async () => {
  const { source, body, wanted } = arriving();
  const first = opened(body);
  assert.equal(wanted(), 0);
  source.end('x');
  await text(first);
  await contentOf(body);
  assert.equal(wanted(), 1);
});

test('leaves the request alone when an attempt is destroyed, and drains it when told so', async () => {
  const { source, body } = arriving();
  const stream = opened(body);
  source.write('x');
  await new Promise((resolve) => stream.once('data', resolve));
  stream.destroy(new Error('the connection broke'));
  assert.ok(!source.destroyed && source.isPaused());
  body.discard();
  source.end('y');
  await new Promise((resolve) => source.once('end', resolve));
});

test('ends the attempt when the client goes in the middle of its body', async () => {
  const { source, body } = arriving();
  const stream = opened(body);
  source.write('x');
  await new Promise((resolve) => stream.once('data', resolve));
  source.destroy();
  await assert.rejects(text(stream), /the client closed the connection/);
});

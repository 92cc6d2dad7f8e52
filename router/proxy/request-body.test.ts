import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { RequestBody } from './request-body.ts';

function arriving() {
  const source = Object.assign(new PassThrough(), { headers: {} });
  let wanted = 0;
  // Of a request only its being a stream matters here.
  const body = new RequestBody(source as unknown as IncomingMessage, () => (wanted += 1));
  return { source, body, wanted: () => wanted };
}

test('gives a second attempt what the first has read but not sent', async () => {
  const { source, body } = arriving();
  source.write('first ');
  const lost = body.open();
  await new Promise((resolve) => lost.once('data', resolve));
  lost.destroy(new Error('the connection broke'));
  assert.ok(body.repeatable);
  source.end('second');
  assert.equal(await text(body.open()), 'first second');
});

test('gives a second attempt a body that has already ended', async () => {
  const { source, body } = arriving();
  source.end('whole');
  assert.equal(await text(body.open()), 'whole');
  assert.equal(await text(body.open()), 'whole');
});

test('holds nothing once bytes have been sent', async () => {
  const { source, body } = arriving();
  const stream = body.open();
  body.markSent();
  source.end('sent');
  assert.equal(await text(stream), 'sent');
  assert.ok(!body.repeatable);
});

test('asks for the body when it is first read, once', async () => {
  const { source, body, wanted } = arriving();
  const first = body.open();
  assert.equal(wanted(), 0);
  source.end('x');
  await text(first);
  await text(body.open());
  assert.equal(wanted(), 1);
});

test('leaves the request alone when an attempt is destroyed, and drains it when told so', async () => {
  const { source, body } = arriving();
  const stream = body.open();
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
  const stream = body.open();
  source.write('x');
  await new Promise((resolve) => stream.once('data', resolve));
  source.destroy();
  await assert.rejects(text(stream), /the client closed the connection/);
});

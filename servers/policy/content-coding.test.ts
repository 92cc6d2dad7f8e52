import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Answer } from './answer.ts';
import { encode } from './content-coding.ts';
import type { Exchange } from './exchange.ts';

const TEXT = Buffer.from('abcdef'.repeat(500));
const DECODERS = { br: brotliDecompressSync, gzip: gunzipSync, deflate: inflateSync } as const;

const answer = (body: Answer['body'], headers: Answer['headers'] = {}, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
});
// All that it asks of an exchange.
const asked = (coding: Exchange['coding'], method = 'GET') => ({ coding, method }) as Exchange;

async function bytesOf({ body }: Answer): Promise<Buffer> {
  assert.ok(body !== undefined && !Buffer.isBuffer(body));
  return buffer(body);
}

async function* chunks(...parts: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

for (const coding of ['br', 'gzip', 'deflate'] as const) {
  test(`what is labelled ${coding} can be read as ${coding}, whatever it begins with`, async () => {
    const large = Buffer.concat(Array.from({ length: 100 }, (_, at) => Buffer.alloc(9973, `${at},`)));
    for (const start of [[0x1f, 0x8b, 8], [0x78, 0x9c], [...Buffer.from('80')], []]) {
      for (const body of [TEXT, large]) {
        const sent = Buffer.concat([Buffer.from(start), body]);
        for (const given of [sent, chunks(sent), chunks(sent.subarray(0, 1), sent.subarray(1))]) {
          const encoded = encode(answer(given, { 'content-length': '5' }), asked(coding));
          assert.deepEqual(encoded.headers, { 'content-type': 'text/plain', 'content-encoding': coding });
          assert.ok(DECODERS[coding](await bytesOf(encoded)).equals(sent));
        }
      }
    }
  });

  test(`all that ${coding} made of a stream has been handed on when the stream fails`, async () => {
    const taken = async () => {
      const failing = (async function* () {
        yield Buffer.from('first');
        throw new Error('lost');
      })();
      const parts: Uint8Array[] = [];
      const { body } = encode(answer(failing), asked(coding));
      assert.ok(body !== undefined && !Buffer.isBuffer(body));
      await assert.rejects(async () => {
        for await (const part of body) parts.push(part);
      }, /lost/);
      return Buffer.concat(parts).toString('hex');
    };
    const all = new Set(await Promise.all(Array.from({ length: 20 }, taken)));
    assert.equal(all.size, 1);
    if (coding === 'gzip') assert.match([...all].join(), /^1f8b08/);
  });
}

test('an incompressible stream of large chunks does not stop in the middle of one', async () => {
  let state = 1;
  const noise = Buffer.from(
    Uint8Array.from({ length: 1_000_000 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return state;
    }),
  );
  const encoded = await bytesOf(encode(answer(chunks(noise, noise)), asked('br')));
  assert.ok(brotliDecompressSync(encoded).equals(Buffer.concat([noise, noise])));
});

test('sends as it is what nobody asked for, what is not worth it, and what must not be changed', () => {
  const asItIs: readonly (readonly [Answer, Exchange])[] = [
    [answer(TEXT), asked('identity')],
    [answer(undefined), asked('gzip')],
    [answer(TEXT.subarray(0, 1023)), asked('gzip')],
    [answer(TEXT, { 'content-encoding': 'gzip' }), asked('gzip')],
    [answer(TEXT, { 'content-range': 'bytes 0-2999/5000' }), asked('gzip')],
    [answer(TEXT, {}, 206), asked('gzip')],
    [answer(TEXT, { 'cache-control': 'public, No-Transform' }), asked('gzip')],
    ...['text/event-stream', 'image/png', 'application/zip', 'video/mp4', 'application/pdf', 'text'].map(
      (type) => [answer(TEXT, { 'content-type': type }), asked('gzip')] as const,
    ),
  ];
  for (const [one, exchange] of asItIs) assert.equal(encode(one, exchange), one);
});

test('compresses by media type, in any case and with parameters', () => {
  for (const type of [
    'TEXT/CSV; a=b',
    'text/html ; charset=utf-8',
    'application/problem+json',
    'image/svg+xml',
    'application/octet-stream',
  ]) {
    const { headers } = encode(answer(TEXT, { 'content-type': type }), asked('gzip'));
    assert.equal(headers['content-encoding'], 'gzip', type);
  }
});

test('HEAD has the fields of GET, and no length that is not that of the content', async () => {
  for (const body of [TEXT, chunks(TEXT)]) {
    const encoded = encode(answer(body, { 'content-length': '3000' }), asked('br', 'HEAD'));
    assert.deepEqual(encoded.headers, { 'content-type': 'text/plain', 'content-encoding': 'br' });
  }
});

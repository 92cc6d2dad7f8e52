import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Answer, FieldLine } from '../../parity/answer.ts';
import { nameOf } from '../../parity/difference.ts';
import { confirmed, differencesOf } from './second-look.ts';

function answer(body: string | Buffer, { status = 200, headers = [] as FieldLine[] } = {}): Answer {
  const bytes = Buffer.from(body);
  const fields: FieldLine[] = [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(bytes.length)],
    ...headers,
  ];
  const rest = { version: '1.1', reason: '', interim: [], framing: 'length', trailers: [], complete: true } as const;
  return { ...rest, status, headers: fields, body: bytes };
}

const zipped = (text: string, level = 6) =>
  answer(gzipSync(text, { level }), { headers: [['Content-Encoding', 'gzip']] });
const names = (first: Answer, other: Answer, rules = {}) =>
  differencesOf({ express: first, fastify: other }, rules).map(nameOf);
const left = (...[e1, f1, e2, f2]: readonly [Answer, Answer, Answer, Answer]) =>
  confirmed({ express: e1, fastify: f1 }, { express: e2, fastify: f2 }, {}).map(nameOf);

test('fields of a connection are not compared, all others are', () => {
  const one = answer('{}', {
    headers: [
      ['Connection', 'close'],
      ['Keep-Alive', 'timeout=5'],
      ['X-A', '1'],
    ],
  });
  assert.deepEqual(names(one, answer('{}', { headers: [['X-A', '2']] })), ['header-changed:x-a']);
});

test('looks into bodies that both compress, and sees it where only the compressed bytes differ', () => {
  assert.deepEqual(names(zipped('{"a":1,"b":1}'), zipped('{"a":1,"b":2}')), ['json-changed:/b']);
  const text = JSON.stringify({ a: 'x'.repeat(500), b: 'xyz'.repeat(99) });
  assert.ok(names(zipped(text, 0), zipped(text, 9)).includes('body-bytes'));
  const broken = answer('no gzip', { headers: [['Content-Encoding', 'gzip']] });
  assert.ok(names(zipped('{}'), broken).includes('body-bytes'));
});

test('larger JSON is compared by its bytes', () => {
  const rules = { maxJsonBytes: 10 };
  assert.deepEqual(names(answer('{"a":1}'), answer('{"a":2}'), rules), ['json-changed:/a']);
  assert.deepEqual(names(answer('{"a":1,"b":1}'), answer('{"a":2,"b":1}'), rules), ['body-bytes']);
});

test('of what the baseline changes by itself only the value is excused', () => {
  const volatile = (at: string) => answer(`{"at":${at},"b":1}`);
  assert.deepEqual(left(volatile('1'), volatile('7'), volatile('2'), volatile('8')), []);
  assert.deepEqual(left(volatile('1'), volatile('"7"'), volatile('2'), volatile('"8"')), ['json-type:/at']);
  assert.deepEqual(left(volatile('1'), answer('{"b":1}'), volatile('2'), answer('{"b":1}')), ['json-missing:/at']);
});

test('what the candidate alone changes by itself is a difference', () => {
  assert.deepEqual(left(answer('{"a":1}'), answer('{"a":2}'), answer('{"a":1}'), answer('{"a":3}')), [
    'json-changed:/a',
  ]);
});

test('a member of the baseline that comes and goes is excused, and so is everything where its status changed', () => {
  const [with_, without] = [answer('{"a":1,"b":1}'), answer('{"b":1}')];
  assert.deepEqual(left(with_, without, without, without), []);
  assert.deepEqual(left(without, with_, with_, answer('{"a":1,"b":2}')), []);
  const failed = answer('{"b":1}', { status: 500 });
  assert.deepEqual(left(answer('{"b":1}'), answer('{"b":2}'), failed, answer('{"b":2}')), []);
  assert.deepEqual(left(answer('{"b":1}'), failed, failed, answer('{"b":1}')), []);
});

test('a difference must be there both times', () => {
  assert.deepEqual(left(answer('{"a":1}'), answer('{"a":2}'), answer('{"a":1}'), answer('{"a":1}')), []);
  const failed = answer('{}', { status: 500 });
  assert.deepEqual(left(answer('{}'), failed, answer('{}'), failed), ['status']);
});

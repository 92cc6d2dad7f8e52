import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createMask } from './mask-given.ts';

const GIVEN = [
  ['X-Api-Key', 'key-secret-1'],
  ['Authorization', 'Bearer tok"en-secret-2'],
  ['Cookie', 'sid=cookie-secret-3; lang=en'],
  ['Authorization', `Basic ${Buffer.from('user:basic-secret-4').toString('base64')}`],
  ['Accept', 'application/json'],
] as const;
const clean = createMask(GIVEN);

test('what a person gave is masked wherever it stands, in texts, bytes, lists and maps', () => {
  assert.deepEqual(clean({ a: ['x key-secret-1 y'], b: new Map([['c', 'cookie-secret-3']]), d: 7, e: undefined }), {
    ...{ a: ['x ************ y'], b: new Map([['c', '***************']]), d: 7, e: undefined },
  });
  assert.deepEqual(clean({ '/a/key-secret-1': 1 }), { '/a/************': 1 });
  assert.equal(clean(Buffer.from('a key-secret-1 ü')).toString(), 'a ************ ü');
  for (const text of ['tok"en-secret-2', '{"a":"tok\\"en-secret-2"}', 'tok%22en-secret-2', 'basic-secret-4'])
    assert.doesNotMatch(clean(text), /secret/);
});

test('what is short, or no credential, stays', () => {
  assert.equal(clean('Content-Type: application/json, en, Bearer'), 'Content-Type: application/json, en, Bearer');
});

test('a piece of it at an end of an excerpt is masked too', () => {
  assert.equal(clean('abc key-sec'), 'abc *******');
  assert.equal(clean('secret-1"}'), '********"}');
});

test('a coded body with it is given decoded, as a report would show it so', () => {
  const answer = { headers: [['Content-Encoding', 'gzip']], body: gzipSync('{"echo":"key-secret-1"}') };
  assert.equal(clean(answer).body.toString(), '{"echo":"************"}');
  const other = { ...answer, body: gzipSync('{}') };
  assert.deepEqual(clean(other), other);
});

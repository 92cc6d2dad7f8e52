import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldLine } from './answer.ts';
import { describePlace, type IdentityPlace, identityAt, readPlace } from './identity-place.ts';
import { ProofFormError } from './proof-form.ts';

const answer = (body: unknown, headers: readonly FieldLine[] = []) => ({
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

test('reads a text or a number where the pointer leads, through lists and escaped names', () => {
  const at = (pointer: string, body: unknown) => identityAt({ path: '/', pointer }, answer(body));
  assert.equal(at('/build', { build: 'b7' }), 'b7');
  assert.equal(at('/a~1b/1/m~0n', { 'a/b': [0, { 'm~n': 7 }] }), '7');
  assert.equal(at('', 'not json'), undefined);
  for (const body of [{}, { build: '' }, { build: null }, { build: { a: 1 } }, { build: 'a\nb' }, 'no JSON', []])
    assert.equal(at('/build', body), undefined);
  assert.equal(at('/constructor/name', {}), undefined);
});

test('reads a header in any case, repeated ones joined', () => {
  const headers: FieldLine[] = [
    ['X-Build', 'b7'],
    ['x-build', 'b8'],
  ];
  assert.equal(identityAt({ path: '/', header: 'X-BUILD' }, answer('', headers)), 'b7, b8');
  assert.equal(identityAt({ path: '/', header: 'other' }, answer('', headers)), undefined);
});

test('reads a place of either kind and nothing else', () => {
  const places: IdentityPlace[] = [
    { path: '/version', pointer: '/build' },
    { path: '/', header: 'x-build' },
  ];
  for (const place of places) assert.deepEqual(readPlace(place, 'place'), place);
  assert.deepEqual(places.map(describePlace), ['/build of /version', 'header x-build of /']);
  for (const wrong of [
    null,
    {},
    { path: '/' },
    { path: 'http://evil/', header: 'a' },
    { path: '/', header: 'a b' },
    { path: '/', pointer: 'build' },
    { path: '/', pointer: '/a', header: 'b' },
    { path: '/a#b', pointer: '/a' },
  ])
    assert.throws(() => readPlace(wrong, 'place'), ProofFormError, JSON.stringify(wrong));
});

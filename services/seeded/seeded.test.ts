import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDerivation } from './derivation.ts';
import { parseTestCase } from './test-case.ts';

test('derives the same bytes from the same seed and key, and others from others', () => {
  const bytes = (seed: string, key: string) => createDerivation(seed, key).bytes(40).toString('hex');
  assert.equal(bytes('seed', 'case'), bytes('seed', 'case'));
  assert.equal(new Set([bytes('seed', 'case'), bytes('other', 'case'), bytes('seed', 'other')]).size, 3);
  assert.equal(bytes('seed', 'case').length, 80);
});

test('derives a new id with each call, of the form of a random UUID', () => {
  const { uuid } = createDerivation('seed', 'case');
  const ids = [uuid(), uuid(), uuid()];
  assert.equal(new Set(ids).size, 3);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('reads the case, its step, its time and whether ceilings hold', () => {
  const field = 'login/wrong-password;step=3;at=604800;limits';
  assert.deepEqual(parseTestCase(field), {
    name: 'login/wrong-password',
    key: field,
    atSeconds: 604_800,
    limits: true,
  });
  assert.deepEqual(parseTestCase('plain'), { name: 'plain', key: 'plain', atSeconds: 0, limits: false });
});

test('takes a field of another form for none', () => {
  for (const field of [undefined, '', 'a b', 'x'.repeat(101), 'a;at=soon', 'a;unknown', 'a;at=1;', 'ä']) {
    assert.deepEqual(parseTestCase(field), { name: '', key: '', atSeconds: 0, limits: false }, String(field));
  }
});

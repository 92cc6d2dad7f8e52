import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAuthority, parseTarget } from './target.ts';

test('leaves every byte of an origin-form target as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const raw = `/${text}`;
      assert.equal(parseTarget('GET', raw)?.origin, raw);
      assert.equal(parseTarget('GET', raw)?.authority, undefined);
    }),
  );
  assert.deepEqual(parseTarget('GET', '//evil/%2e%2e/a%2fb\\c?x=/..#f')?.path, '//evil/%2e%2e/a%2fb\\c');
});

test('takes authority and path of an absolute-form target apart', () => {
  const cases = [
    ['http://a.example:81/x?y', { origin: '/x?y', path: '/x', authority: 'a.example:81' }],
    ['HTTPS://[::1]', { origin: '/', path: '/', authority: '[::1]' }],
    ['http://a?q', { origin: '/?q', path: '/', authority: 'a' }],
  ] as const;
  for (const [raw, target] of cases) assert.deepEqual(parseTarget('GET', raw), target);
  assert.equal(parseTarget('OPTIONS', 'http://a')?.origin, '*');
});

test('refuses a target that the method may not have', () => {
  for (const raw of ['*', '', 'foo', 'ftp://a/', 'http://', 'http:///x', 'http://user:pass@a/', 'http://a b/']) {
    assert.equal(parseTarget('GET', raw), undefined, raw);
  }
  assert.equal(parseTarget('OPTIONS', '*')?.origin, '*');
});

test('tells an authority from what is none', () => {
  for (const good of [
    'a',
    'a.example',
    'a:80',
    '127.0.0.1:8080',
    '[::1]',
    '[::1]:80',
    'a_b',
    '%41',
    'xn--bcher-kva.example',
  ]) {
    assert.ok(isAuthority(good), good);
  }
  for (const bad of [
    '',
    'a b',
    'a/b',
    'a b/c',
    'a@b',
    'a:',
    'a:x',
    'a:123456',
    '::1',
    'a,b@c',
    '%4',
    'a#b',
    'a?b',
    'a\\b',
    '<a>',
  ]) {
    assert.ok(!isAuthority(bad), bad);
  }
});

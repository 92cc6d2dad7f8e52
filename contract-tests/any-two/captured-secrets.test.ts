import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretsIn } from './captured-secrets.ts';

test('credentials of captured traffic are known wherever they stand, and what is none is not', () => {
  const request = { entry: 1, origin: 'http://x', method: 'POST', target: '/a?access_token=t%2F1&page=2' };
  const headers = [
    ['Authorization', 'Bearer b'],
    ['X-Csrf', 'c'],
    ['Accept', 'text/html'],
    ['X-Requested-With', 'XMLHttpRequest'],
  ] as const;
  const { headers: kept, values } = secretsIn([
    { ...request, headers, body: Buffer.from('{"user":{"password":"p","name":"n"}}') },
    { ...request, target: '/', headers: [], body: Buffer.from('secret=s&name=n') },
    { ...request, target: '/', headers: [], body: Buffer.from('{"broken') },
  ]);
  assert.deepEqual(
    kept.map(([name]) => name),
    ['Authorization', 'X-Csrf'],
  );
  assert.deepEqual(values, ['t%2F1', 't/1', 'p', 's', 's']);
});

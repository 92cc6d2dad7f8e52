import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf, reachable } from './plan.ts';

const OURS = { express: undefined, fastify: undefined };
const URLS = new Map([
  ['express', 'http://0.0.0.0:40001'],
  ['fastify', 'http://[::]:40002'],
]);

function environmentOf(name: string, elsewhere = OURS as Parameters<typeof planOf>[2], urls = URLS) {
  const environment = { EXPRESS_PORT: '0', FASTIFY_PORT: '0', EXPRESS_URL: '', KEPT: 'yes' };
  return (
    planOf('/project', environment, elsewhere)
      .find((spec) => spec.name === name)
      ?.env(urls) ?? {}
  );
}

test('tells the router where the servers really listen', () => {
  const { EXPRESS_URL, FASTIFY_URL, KEPT } = environmentOf('router');
  assert.deepEqual([EXPRESS_URL, FASTIFY_URL, KEPT], ['http://127.0.0.1:40001', 'http://[::1]:40002', 'yes']);
});

test('leaves the router the servers that the user named', () => {
  const { EXPRESS_URL, FASTIFY_URL } = environmentOf('router', { express: 'http://10.0.0.7', fastify: undefined });
  assert.deepEqual([EXPRESS_URL, FASTIFY_URL], ['http://10.0.0.7', 'http://[::1]:40002']);
});

test('gives a server that starts again the port it had', () => {
  assert.equal(environmentOf('express', OURS, new Map()).EXPRESS_PORT, '0');
  assert.equal(environmentOf('express').EXPRESS_PORT, '40001');
});

test('starts the router after both servers', () => {
  const after = planOf('/project', {}, OURS).map((spec) => [spec.name, spec.after]);
  assert.deepEqual(after, [
    ['express', undefined],
    ['fastify', undefined],
    ['router', ['express', 'fastify']],
  ]);
});

test('makes "every address" one that a client can use', () => {
  assert.equal(reachable('http://0.0.0.0:1'), 'http://127.0.0.1:1');
  assert.equal(reachable('http://10.0.0.0:1'), 'http://10.0.0.0:1');
});

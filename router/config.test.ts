import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigurationError } from '../settings/configuration-error.ts';
import { readRouterConfig } from './config.ts';

test('finds the servers by their ports on the host they listen on', () => {
  const { upstreams } = readRouterConfig({});
  assert.deepEqual(upstreams, { express: 'http://127.0.0.1:5001', fastify: 'http://127.0.0.1:3001' });
  assert.equal(readRouterConfig({ HOST: '0.0.0.0' }).upstreams.express, 'http://127.0.0.1:5001');
  assert.equal(readRouterConfig({ HOST: '::' }).upstreams.express, 'http://[::1]:5001');
  assert.equal(readRouterConfig({ HOST: 'fe80::1' }).upstreams.fastify, 'http://[fe80::1]:3001');
});

test('prefers the URL of a server to its port', () => {
  const { upstreams } = readRouterConfig({ EXPRESS_URL: 'http://10.0.0.7:8000/', FASTIFY_PORT: '3002' });
  assert.deepEqual(upstreams, { express: 'http://10.0.0.7:8000', fastify: 'http://127.0.0.1:3002' });
});

test('names every mistake at once', () => {
  const environment = { FASTIFY_TRAFFIC_PERCENTAGE: '101', EXPRESS_PORT: '0', FASTIFY_PORT: '8080', LOG_LEVEL: 'loud' };
  assert.throws(
    () => readRouterConfig(environment),
    (error) => error instanceof ConfigurationError && error.mistakes.length === 4,
  );
});

test('starts with nobody on Fastify and with the way back open', () => {
  const { settings } = readRouterConfig({});
  assert.equal(settings.FASTIFY_TRAFFIC_PERCENTAGE, 0);
  assert.equal(settings.FASTIFY_ROLLBACK_ON_ERROR, true);
  assert.deepEqual(settings.ROUTER_STICKY_KEY, { from: 'claim', name: 'userId' });
});

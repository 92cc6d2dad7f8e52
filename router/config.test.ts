import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigurationError } from '../settings/configuration-error.ts';
import { limitsFrom, readRouterConfig } from './config.ts';
import { LIMITS } from './proxy/limits.ts';

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

test('refuses one address in two places, also under another name of this machine', () => {
  const refused = (environment: Record<string, string>, message: RegExp) =>
    assert.throws(() => readRouterConfig(environment), { name: 'ConfigurationError', message });
  refused(
    { EXPRESS_URL: 'http://localhost:3001' },
    /FASTIFY_PORT=3001 is the address of the other server \(EXPRESS_URL\)/,
  );
  const same = { EXPRESS_URL: 'http://api.example', FASTIFY_URL: 'http://API.example:80/' };
  refused(same, /FASTIFY_URL=http:\/\/api\.example is the address of the other server \(EXPRESS_URL\)/);
  refused({ FASTIFY_URL: 'http://[::1]:8080' }, /FASTIFY_URL=.* is the router's own address \(ROUTER_PORT\)/);
  refused({ EXPRESS_PORT: '8081' }, /EXPRESS_PORT=8081 is the router's admin address \(ROUTER_ADMIN_PORT\)/);
  assert.doesNotThrow(() => readRouterConfig({ EXPRESS_URL: 'http://10.0.0.7:80', FASTIFY_URL: 'http://10.0.0.8:80' }));
  assert.doesNotThrow(() => readRouterConfig({ EXPRESS_URL: 'http://10.0.0.7:8080', ROUTER_PORT: '8080' }));
});

/** A token with a space in it arrives otherwise than it was set, or not at all: it would never be the one. */
test('refuses tokens that no header field could bring back, by their names and without their values', () => {
  for (const name of ['ROUTER_ADMIN_TOKEN', 'ROUTER_FORCE_TOKEN']) {
    for (const token of [
      ' a-token-0123456789',
      'a-token-0123456789 ',
      'a token 0123456789',
      'a-token-0123456789\n',
      'ä-token-0123456789',
    ]) {
      assert.throws(
        () => readRouterConfig({ [name]: token }),
        ({ message }: Error) =>
          message.includes(`${name} is wrong; allowed: at least 16 letters, digits and -._~+/`) &&
          !message.includes('token'),
        JSON.stringify(token),
      );
    }
    assert.doesNotThrow(() => readRouterConfig({ [name]: 'a-token-0123456789' }));
  }
});

test('takes a share of the users with up to three decimals, as a decimal number', () => {
  assert.equal(readRouterConfig({ FASTIFY_TRAFFIC_PERCENTAGE: '0.125' }).requestedPercentage, 0.125);
  for (const share of ['0x10', '1e1', '0.0001', '100.5'])
    assert.throws(() => readRouterConfig({ FASTIFY_TRAFFIC_PERCENTAGE: share }), /at most three decimals/, share);
});

test('starts with nobody on Fastify and with the way back open', () => {
  const { settings } = readRouterConfig({});
  assert.equal(settings.FASTIFY_TRAFFIC_PERCENTAGE, 0);
  assert.equal(settings.FASTIFY_ROLLBACK_ON_ERROR, true);
  assert.deepEqual(settings.ROUTER_STICKY_KEY, { from: 'claim', name: 'userId' });
});

test('has the same limits by default as without any settings', () => {
  assert.deepEqual(limitsFrom(readRouterConfig({}).settings), LIMITS);
});

test('lets each setting reach the limit that it names', () => {
  const { settings } = readRouterConfig({
    ROUTER_CONNECT_TIMEOUT_MS: '1',
    ROUTER_HEADERS_TIMEOUT_MS: '2',
    ROUTER_IDLE_TIMEOUT_MS: '3',
    ROUTER_TOTAL_TIMEOUT_MS: '4',
    ROUTER_MAX_HEAD_BYTES: '5000',
    ROUTER_MAX_BODY_BYTES: '6',
    ROUTER_MAX_CONNECTIONS: '7',
    ROUTER_MAX_IN_FLIGHT: '8',
    ROUTER_MAX_QUEUE: '9',
    ROUTER_REPLAY_BUFFER_BYTES: '10',
    ROUTER_RETRY_BUDGET_PERCENTAGE: '11',
  });
  const { upstream, client, replayBytes, retryBudget } = limitsFrom(settings);
  assert.deepEqual(upstream, {
    connectTimeoutMs: 1,
    headersTimeoutMs: 2,
    bodyTimeoutMs: 3,
    maxInFlight: 8,
    maxQueued: 9,
  });
  const { idleTimeoutMs, totalTimeoutMs, maxHeadBytes, maxBodyBytes, maxConnections } = client;
  assert.deepEqual([idleTimeoutMs, totalTimeoutMs, maxHeadBytes, maxBodyBytes, maxConnections], [3, 4, 5000, 6, 7]);
  assert.deepEqual([replayBytes, retryBudget.share], [10, 0.11]);
});

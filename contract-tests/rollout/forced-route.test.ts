/** An operator tries Fastify through the real router before anybody else gets there, and reads why a request went where it went. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { call } from '../client.ts';
import { type RunningProxy, startProxy } from '../power/proxy/proxy.ts';
import { type Servers, startServers } from './servers.ts';
import { type SteeredRouter, startRouter, until } from './steered-router.ts';

const FORCE_TOKEN = 'a-token-of-an-operator';
const PATIENCE_MS = 5_000;

describe('an operator who chooses the server', () => {
  let directory: string;
  let servers: Servers;
  let between: RunningProxy;
  let router: SteeredRouter;
  /** Names of the header fields that Fastify got, in lower case. */
  const got: string[] = [];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-forced-'));
    servers = await startServers(join(directory, 'servers'));
    between = await startProxy(servers.urls.fastify, {
      plant: {
        head(head) {
          got.push(...head.fields.map((line) => line.slice(0, line.indexOf(':')).toLowerCase()));
          return head;
        },
      },
    });
    // No proof, and no share.
    router = await startRouter(
      join(directory, 'router'),
      { express: servers.urls.express, fastify: between.url },
      { ROUTER_FORCE_TOKEN: FORCE_TOKEN, FASTIFY_DEBUG_MODE: 'true', LOG_LEVEL: 'info' },
    );
  });
  after(async () => {
    await router?.stop();
    await between?.stop();
    await servers?.end();
    await rm(directory, { recursive: true, force: true });
  });

  const routedBy = async (headers: Readonly<Record<string, string>>) => {
    const { status, headers: answered } = await call(router.url, 'GET /health', { headers });
    assert.equal(status, 200);
    return { to: answered.get('x-routed-to'), requestId: answered.get('x-request-id') ?? '' };
  };
  const decisionOf = (requestId: string) =>
    until('the decision is in the log', PATIENCE_MS, async () => {
      const lines = router.output().split('\n').slice(0, -1);
      const line = lines.find((each) => each.includes(requestId) && each.includes('"msg":"decision"'));
      return line === undefined ? undefined : (JSON.parse(line) as Readonly<Record<string, unknown>>);
    });

  test('gets to Fastify with the token, and nowhere else without it', async () => {
    const route = { 'x-lockstep-route': 'fastify' };
    assert.equal((await routedBy({ ...route, 'x-lockstep-route-token': FORCE_TOKEN })).to, 'fastify');
    assert.equal((await routedBy({ ...route, 'x-lockstep-route-token': `${FORCE_TOKEN}x` })).to, 'express');
    assert.equal((await routedBy(route)).to, 'express');
    assert.equal((await routedBy({})).to, 'express');
  });

  test('shows the token to no server and to no log', async () => {
    const forced = { 'x-lockstep-route': 'fastify', 'x-lockstep-route-token': FORCE_TOKEN };
    const { requestId } = await routedBy(forced);
    await decisionOf(requestId);
    assert.ok(got.includes('x-request-id'));
    assert.deepEqual(
      got.filter((name) => name.startsWith('x-lockstep')),
      [],
    );
    assert.ok(!router.output().includes(FORCE_TOKEN));
  });

  test('finds in the log and in the metrics that a token was wrong, though the answer does not show it', async () => {
    const wrong = `${FORCE_TOKEN}x`;
    for (let times = 0; times < 3; times += 1)
      await routedBy({ 'x-lockstep-route': 'fastify', 'x-lockstep-route-token': wrong });
    const warnings = await until('the warning is in the log', PATIENCE_MS, async () => {
      const lines = router.output().split('\n').slice(0, -1);
      const found = lines.filter((line) => line.includes('its token is not ROUTER_FORCE_TOKEN'));
      return found.length === 0 ? undefined : found;
    });
    assert.equal(warnings.length, 1);
    assert.ok(!router.output().includes(wrong));
    const { body } = await router.admin('GET /metrics');
    assert.match(body, /^lockstep_router_forced_routes_refused_total\{reason="wrong-token"\} [3-9]$/m);
  });

  test('is told in debug mode why each request went where it went', async () => {
    const forced = await routedBy({ 'x-lockstep-route': 'fastify', 'x-lockstep-route-token': FORCE_TOKEN });
    const decided = await decisionOf(forced.requestId);
    assert.deepEqual([decided.upstream, decided.operation, decided.path], ['fastify', 'health', '/health']);
    assert.equal(decided.reason, 'fastify: an operator asked for it');
    const plain = await decisionOf((await routedBy({})).requestId);
    assert.match(String(plain.reason), /^express: bucket \d+ of this address is not below 0 \(0 %\)/);
    assert.equal(typeof plain.bucket, 'number');
  });
});

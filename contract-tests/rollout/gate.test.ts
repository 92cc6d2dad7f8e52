/** No user goes to Fastify but by a proof that holds for what runs. Real processes; what runs changes as it does in production. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { copyWithChangedHandler } from './changed-sources.ts';
import { type Identities, identitiesOf, prove, proveLongAgo } from './proof.ts';
import { type RunningServer, type Start, startServer } from './servers.ts';
import { type SteeredRouter, startRouter, until } from './steered-router.ts';
import { startSwitch } from './switch.ts';
import { fastifyShareOf } from './users.ts';

/** What the project promises for a change of what runs. */
const LOWERED_WITHIN_MS = 2_000;
const PATIENCE_MS = 15_000;

describe('the gate', () => {
  let directory: string;
  let express: RunningServer;
  let fastify: RunningServer;
  let changed: string;
  let proven: Identities;
  let urls: { express: string; fastify: string };

  const fresh = () => mkdtemp(join(directory, 'router-'));
  const startFastify = async (t: TestContext, start: Start = {}) => {
    const own = await startServer('fastify', join(directory, 'servers'), start);
    t.after(() => own.end());
    return own;
  };
  const routerOver = async (t: TestContext, dataDir: string, candidate = urls.fastify, env = {}) => {
    const router = await startRouter(dataDir, { ...urls, fastify: candidate }, env);
    t.after(() => router.stop());
    return router;
  };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-gate-'));
    const dataDir = join(directory, 'servers');
    [express, fastify, changed] = await Promise.all([
      startServer('express', dataDir),
      startServer('fastify', dataDir),
      copyWithChangedHandler(join(directory, 'changed')),
    ]);
    urls = { express: express.url, fastify: fastify.url };
    proven = await identitiesOf(urls);
  });
  after(async () => {
    await Promise.all([express?.end(), fastify?.end()]);
    await rm(directory, { recursive: true, force: true });
  });

  /** A raise to 10 % is refused for this reason, and everything stays as it was: everybody on Express. */
  async function refuses(router: SteeredRouter, reason: RegExp): Promise<void> {
    const before = await router.status();
    for (const path of ['/percentage', '/operations/health/percentage']) {
      const refused = await router.admin(`PUT ${path}`, { percentage: 10, why: 'a test' });
      assert.equal(refused.status, 409);
      assert.equal(refused.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      assert.equal(refused.body.code, 'change_refused');
      assert.match(refused.body.reasons.join('\n'), reason);
      assert.match(refused.body.detail, reason);
    }
    const { epoch, percentage, operations } = await router.status();
    assert.deepEqual({ epoch, percentage }, { epoch: before.epoch, percentage: 0 });
    for (const { effective, gate } of operations) {
      assert.equal(effective, 0);
      assert.equal(gate.mayRaise, false);
      assert.match(gate.reasons.join('\n'), reason);
    }
    assert.equal(await fastifyShareOf(router.url), 0);
  }

  test('refuses a raise without a proof, whether by the admin API or by the environment', async (t) => {
    const router = await routerOver(t, await fresh(), urls.fastify, { FASTIFY_TRAFFIC_PERCENTAGE: '10' });
    await refuses(router, /there is no proof \(.*proof\.json\); npm run prove makes one/);
    assert.match(router.output(), /FASTIFY_TRAFFIC_PERCENTAGE=10 is not followed: [^"]*there is no proof/);
  });

  test('refuses a raise by a proof of another key', async (t) => {
    const dataDir = await fresh();
    await prove(dataDir, proven, { key: generateKeyPairSync('ed25519').privateKey });
    await refuses(await routerOver(t, dataDir), /it was signed with another key/);
  });

  test('refuses a raise by a proof that has expired', async (t) => {
    const dataDir = await fresh();
    await proveLongAgo(dataDir, proven);
    await refuses(await routerOver(t, dataDir), /expired/);
  });

  test('refuses a raise where Fastify runs with another setting than was proven', async (t) => {
    const dataDir = await fresh();
    await prove(dataDir, proven);
    const { url } = await startFastify(t, { env: { JWT_EXPIRES_IN: '6d' } });
    await refuses(await routerOver(t, dataDir, url), /configuration/);
  });

  test('refuses a raise where Fastify was built from other sources than were proven', async (t) => {
    const dataDir = await fresh();
    await prove(dataDir, proven);
    const { url } = await startFastify(t, { entry: changed });
    await refuses(await routerOver(t, dataDir, url), /build/);
  });

  test('splits the users by a valid proof, and begins to without a restart', async (t) => {
    const dataDir = await fresh();
    const router = await routerOver(t, dataDir);
    await refuses(router, /there is no proof/);
    await prove(dataDir, proven);
    await raise(router, 10);
    const share = await fastifyShareOf(router.url);
    assert.ok(share >= 6 && share <= 14, `${share} %`);
    assert.ok((await router.status()).operations.every(({ effective }) => effective === 10));
  });

  test('takes everybody back when Fastify is restarted from changed sources, and leaves it to a person to go on', async (t) => {
    const dataDir = await fresh();
    const own = await startFastify(t);
    await prove(dataDir, await identitiesOf({ ...urls, fastify: own.url }));
    const first = await routerOver(t, dataDir, own.url);
    await raise(first, 10);
    assert.ok((await fastifyShareOf(first.url)) > 0);

    await own.restart({ entry: changed });
    await isLowered(first);
    assert.equal(await fastifyShareOf(first.url), 0);
    await refuses(first, /build/);

    await own.restart();
    await mayRaise(first);
    assert.equal(await fastifyShareOf(first.url), 0);
    await first.stop();
    const second = await routerOver(t, dataDir, own.url, { FASTIFY_TRAFFIC_PERCENTAGE: '0' });
    await mayRaise(second);
    assert.equal((await second.status()).percentage, 0);
    assert.equal(await fastifyShareOf(second.url), 0);
    await raise(second, 10);
    assert.ok((await fastifyShareOf(second.url)) > 0);
  });

  test('takes everybody back when changed sources come in the place of Fastify without a pause', async (t) => {
    const dataDir = await fresh();
    const next = await startFastify(t, { entry: changed });
    const place = await startSwitch(urls.fastify);
    t.after(() => place.stop());
    await prove(dataDir, proven);
    const router = await routerOver(t, dataDir, place.url);
    await raise(router, 50);
    await fastifyShareOf(router.url);

    place.to(next.url);
    await isLowered(router);
    assert.equal(await fastifyShareOf(router.url), 0);
    // It was never away, so no breaker has anything to do with it.
    const [last, before] = (await router.journal()).map(({ kind, who }) => `${kind} by ${who}`);
    assert.deepEqual([last, before], ['roll-back by gate', 'set by operator']);

    place.to(urls.fastify);
    await mayRaise(router);
    assert.equal(await fastifyShareOf(router.url), 0);
  });

  test('lets stay what was raised by a proof that has expired meanwhile, but raises nothing any more', async (t) => {
    const dataDir = await fresh();
    await prove(dataDir, proven);
    const router = await routerOver(t, dataDir);
    await raise(router, 10);
    await proveLongAgo(dataDir, proven);
    await until('the proof is seen to have expired', PATIENCE_MS, async () => {
      const { proof } = await router.status();
      return proof.state === 'expired' ? proof : undefined;
    });
    const higher = await router.admin('PUT /percentage', { percentage: 20, why: 'a test' });
    assert.equal(higher.status, 409);
    assert.match(higher.body.detail, /expired/);
    assert.match(router.output(), /expired[^"]*nothing can be raised until there is a fresh one/);
    const { percentage, operations } = await router.status();
    assert.equal(percentage, 10);
    assert.ok(operations.every(({ effective, gate }) => effective === 10 && gate.mayStay === 'yes'));
    assert.ok((await fastifyShareOf(router.url)) > 0);

    const lower = await router.admin('PUT /percentage', { percentage: 5, why: 'a test' });
    assert.equal(lower.status, 200);
    assert.equal((await router.admin('PUT /percentage', { percentage: 10, why: 'a test' })).status, 409);
    assert.equal((await router.status()).percentage, 5);
  });
});

async function raise(router: SteeredRouter, percentage: number): Promise<void> {
  const { status, body } = await router.admin('PUT /percentage', { percentage, why: 'a test' });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.effective.health, percentage);
}

async function isLowered(router: SteeredRouter): Promise<void> {
  const entry = await until('the gate has lowered everything', LOWERED_WITHIN_MS, async () =>
    (await router.journal()).find(({ who }) => who === 'gate'),
  );
  assert.equal(entry.kind, 'roll-back');
  assert.equal(entry.scope, '*');
  assert.match(entry.why, /build/);
  const { percentage, operations } = await router.status();
  assert.equal(percentage, 0);
  for (const { configured, effective, gate } of operations) {
    assert.deepEqual({ configured, effective, mayStay: gate.mayStay }, { configured: 0, effective: 0, mayStay: 'no' });
    assert.match(gate.reasons.join('\n'), /build/);
  }
}

/** Nothing speaks against a raise any more, and two more looks of the gate are over. */
async function mayRaise(router: SteeredRouter): Promise<void> {
  await until('the proof holds for what runs', PATIENCE_MS, async () => {
    const { operations } = await router.status();
    return operations.every(({ gate }) => gate.mayRaise) ? operations : undefined;
  });
  for (let look = 0; look < 2; look += 1) await nextProbe(router);
}

async function nextProbe(router: SteeredRouter): Promise<void> {
  const seen = async () => JSON.stringify((await router.status()).servers.fastify.lastProbe);
  const before = await seen();
  await until('Fastify is probed again', PATIENCE_MS, async () => ((await seen()) === before ? undefined : true));
}

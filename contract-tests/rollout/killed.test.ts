/**
 * The router is killed at random moments while its split is changed through the admin API. After each boot every share is the one that
 * was acknowledged last, or a lower one. `LOCKSTEP_ROUTER_KILLS=100` kills as often as that, however long it takes; without it there are
 * as many as there is time for in a test run.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Split, Status } from './admin-answers.ts';
import { changeAtRandom } from './changes.ts';
import { identitiesOf, prove } from './proof.ts';
import { type Servers, startServers } from './servers.ts';
import { type SteeredRouter, startRouter, until } from './steered-router.ts';

const { LOCKSTEP_ROUTER_KILLS } = process.env;
const KILLS = Number(LOCKSTEP_ROUTER_KILLS ?? 12);
const AT_MOST_MS = LOCKSTEP_ROUTER_KILLS === undefined ? 30_000 : Number.POSITIVE_INFINITY;
const WHOM = ['worker', 'front', 'both'] as const;
const MOST_ACKNOWLEDGED = 20;
const AT_A_TIME = 3;
/** Twice the time after which an acknowledged raise cannot be lost any more (`router/rollout/README.md`). */
const MOST_LATE_MS = 100;
const BOOTS_WITHIN_MS = 20_000;
/** The variable is the same at each start, so after the first it asks for nothing any more. */
const REQUESTED = 30;

test('has after each kill the shares that were acknowledged last, or lower ones', async (t) => {
  assert.ok(Number.isInteger(KILLS) && KILLS > 0, 'LOCKSTEP_ROUTER_KILLS must be a whole number above 0');
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-killed-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const servers = await startServers(join(directory, 'servers'));
  t.after(() => servers.end());
  const dataDir = join(directory, 'router');
  await prove(dataDir, await identitiesOf(servers.urls));
  const boot = () => bootRouter(dataDir, servers, join(directory, 'code'));

  let router = await boot();
  t.after(() => router.stop());
  let acknowledged = sharesOf(await settled(router));
  assert.deepEqual([...new Set(acknowledged.values())], [REQUESTED]);
  const tally = { boots: 0, same: 0, lowered: 0, changes: 0, worker: 0, front: 0, both: 0 };
  const deadline = performance.now() + AT_MOST_MS;
  for (let kill = 1; kill <= KILLS && performance.now() < deadline; kill += 1) {
    const whom = WHOM[Math.floor(Math.random() * WHOM.length)] ?? 'both';
    const change = await changeUntilKilled(router, acknowledged, whom);
    if (whom !== 'worker') router = await boot();
    acknowledged = change.acknowledged;
    const after = sharesOf(await settled(router));
    for (const [id, share] of after) {
      const most = acknowledged.get(id) ?? 0;
      assert.ok(
        share <= most,
        `kill ${kill} (${whom}): ${id} is at ${share} % after it, ${most} % were acknowledged last`,
      );
    }
    const same = [...after].every(([id, share]) => share === acknowledged.get(id));
    tally.boots += 1;
    tally[whom] += 1;
    tally.changes += change.count;
    if (!same) tally.lowered += 1;
    else if ([...after.values()].some((share) => share > 0)) tally.same += 1;
    acknowledged = after;
  }
  t.diagnostic(
    `${tally.boots} kills (${tally.worker} worker, ${tally.front} front, ${tally.both} both) in ${tally.changes} acknowledged changes: ` +
      `${tally.same} boots kept just those shares, above 0 %; ${tally.lowered} had lower ones; none had a higher one`,
  );
  // A router that forgets everything would pass otherwise.
  assert.ok(tally.same >= tally.boots / 20, `only ${tally.same} of ${tally.boots} boots kept the shares`);
});

/** By operationId. */
type Shares = ReadonlyMap<string, number>;

interface Change {
  readonly acknowledged: Shares;
  /** Acknowledged changes. */
  readonly count: number;
}

/**
 * Changes the split, several changes at a time, and kills in the midst of it. Settles with what was acknowledged last: an answer shows the
 * split as it is on the disk, and its epoch tells which of two is the later one.
 */
async function changeUntilKilled(router: SteeredRouter, before: Shares, whom: (typeof WHOM)[number]): Promise<Change> {
  const enough = Promise.withResolvers<void>();
  const killAfter = 1 + Math.floor(Math.random() * MOST_ACKNOWLEDGED);
  let last: Split | undefined;
  let count = 0;
  let isOver = false;
  const changer = async () => {
    while (!isOver) {
      const reply = await changeAtRandom(router, [...before.keys()]).catch(() => undefined);
      if (reply === undefined) break;
      assert.equal(reply.status, 200, JSON.stringify(reply.body));
      const split: Split = reply.body;
      if (last === undefined || split.epoch >= last.epoch) last = split;
      count += 1;
      if (count === killAfter) enough.resolve();
    }
  };
  const changing = Promise.all(Array.from({ length: AT_A_TIME }, changer));
  await Promise.race([enough.promise, changing]);
  // In the midst of a change, not just behind one.
  if (Math.random() < 0.7) await wait(Math.random() * MOST_LATE_MS);
  const killed = router.kill(whom);
  isOver = true;
  await killed;
  await changing;
  return { acknowledged: last === undefined ? before : new Map(Object.entries(last.effective)), count };
}

function bootRouter(dataDir: string, { urls }: Servers, codeCache: string): Promise<SteeredRouter> {
  return startRouter(dataDir, urls, {
    FASTIFY_TRAFFIC_PERCENTAGE: String(REQUESTED),
    // Many processes need the same code.
    NODE_COMPILE_CACHE: codeCache,
  });
}

/** The status once the gate has found out what runs: only then the shares hold that are remembered. */
function settled(router: SteeredRouter): Promise<Status> {
  return until('the router has verified what runs', BOOTS_WITHIN_MS, async () => {
    const status = await router.status();
    return status.held === null ? status : undefined;
  });
}

/** What is configured, which is no less than what is in effect. */
function sharesOf({ operations }: Status): Shares {
  for (const { operationId, configured, effective } of operations) assert.ok(effective <= configured, operationId);
  return new Map(operations.map(({ operationId, configured }) => [operationId, configured]));
}

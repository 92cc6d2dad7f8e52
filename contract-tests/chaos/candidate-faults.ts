import type { FaultReport, Scene } from './fault.ts';
import type { Mode } from './fault-proxy.ts';
import { isWhole, loweringOf, whatHolds } from './split.ts';
import { pause } from './wait.ts';
import { FIRST_BACKOFF_MS, type World } from './world.ts';

export const HARD_LIMIT_MS = 2_000;
/** The sampling window of the router's breakers. */
export const SOFT_LIMIT_MS = 10_000;
/** How much longer than the limit it is waited for, so that the report can say how late it was. */
const OVERTIME_MS = 10_000;
/** The last back-off of everything, doubled by each fault before it, and the trials behind it. */
const RECOVERY_MS = 40_000;
/** So long a stopped server stays so at least. */
const STOPPED_MS = 3_000;
/** No trial comes before the first back-off is over. */
const HELD_MS = 0.9 * FIRST_BACKOFF_MS;
/** Longer than the back-off: what may recover by itself would have. */
const LATCHED_MS = 7_000;

const WATCHED = 'getProfile';

export async function killed(world: Scene): Promise<FaultReport> {
  return hard(world, 'Fastify killed (kill -9)', {
    async strike() {
      await Promise.all([world.proxy.refuse(), world.end('fastify', 'SIGKILL')]);
    },
    relent: () => startAgain(world),
  });
}

export async function stopped(world: Scene): Promise<FaultReport> {
  return hard(world, 'Fastify stopped (SIGSTOP)', {
    strike: async () => world.signal('fastify', 'SIGSTOP'),
    async relent(sinceMs) {
      await pause(Math.max(0, STOPPED_MS - sinceMs));
      world.signal('fastify', 'SIGCONT');
    },
  });
}

export async function restarted(world: Scene): Promise<FaultReport> {
  await world.rush();
  const from = Date.now();
  await Promise.all([world.proxy.refuse(), world.end('fastify', 'SIGTERM')]);
  await startAgain(world);
  const back = await recovered(world, Date.now());
  return { name: 'Fastify restarted (SIGTERM)', from, to: Date.now(), allowed: 'none', ill: 'fastify', ...back };
}

export async function soft(
  world: World,
  name: string,
  mode: Mode,
  allowed: FaultReport['allowed'] = 'none',
): Promise<FaultReport> {
  const { rollback, held, from } = await struck(world, mode);
  world.proxy.set(undefined);
  await pause(HELD_MS);
  const back = await recovered(world, held.from);
  return { name, from, to: Date.now(), allowed, ill: 'fastify', rollback, held, ...back };
}

/** What breaks the contract stays at 0 % until somebody lets it go. */
export async function broken(world: World, mode: Mode, letGo: 'operator' | 'proof'): Promise<FaultReport> {
  const { rollback, held, from, epoch } = await struck(world, mode);
  world.proxy.set(undefined);
  await pause(LATCHED_MS);
  const heldUntil = Date.now();
  const failures: string[] = [];
  const again = (await world.admin.since(epoch)).find(({ kind }) => kind === 'recover');
  if (again !== undefined) failures.push(`it was let go without anybody's leave: ${again.why}`);
  if (letGo === 'operator') await world.admin.rearm(WATCHED, 'the chaos test has seen it held');
  else await world.freshProof();
  const back = await recovered(world, heldUntil);
  return {
    name: 'Fastify breaks the contract',
    from,
    to: Date.now(),
    allowed: 'none',
    ill: 'fastify',
    rollback,
    held: { ...held, to: heldUntil },
    recovery: `${back.recovery}, let go by ${letGo}`,
    failures: [...failures, ...back.failures],
  };
}

/** Other sources than the proven ones: everything at 0 %, for good. */
export async function rebuiltFrom(world: World, mode: Mode): Promise<FaultReport> {
  const { rollback, held, from, epoch } = await struck(world, mode);
  world.proxy.set(undefined);
  await pause(HELD_MS);
  const failures: string[] = [];
  const [lowering] = (await world.admin.since(epoch)).filter(({ kind }) => kind === 'roll-back');
  if (lowering?.who !== 'gate' || !/build/.test(lowering.why))
    failures.push(`the journal does not give the reason: ${JSON.stringify(lowering)}`);
  if (await isWhole(world, 0)) failures.push('it was raised again though nobody asked for it');
  const recovery = 'none: it waits for a person';
  const name = 'Fastify says other sources';
  return { name, from, to: Date.now(), allowed: 'none', ill: 'fastify', rollback, held, recovery, failures };
}

async function hard(
  world: Scene,
  name: string,
  { strike, relent }: { strike(): Promise<void>; relent(sinceMs: number): Promise<void> },
): Promise<FaultReport> {
  const { epoch } = await world.admin.status();
  await world.rush();
  const from = Date.now();
  await strike();
  const lowering = await loweringOf(world, '*', epoch, HARD_LIMIT_MS + OVERTIME_MS);
  const rollback = { tookMs: since(from, lowering?.at), limitMs: HARD_LIMIT_MS };
  await relent(Date.now() - from);
  return {
    name,
    from,
    allowed: 'unsafe',
    ill: 'fastify',
    rollback,
    ...(await recovered(world, Date.now())),
    to: Date.now(),
  };
}

async function struck(world: World, mode: Mode) {
  const { epoch } = await world.admin.status();
  const from = Date.now();
  world.proxy.set(mode);
  const lowering = await loweringOf(world, WATCHED, epoch, SOFT_LIMIT_MS + OVERTIME_MS);
  const heldFrom = lowering === undefined ? Date.now() : Date.parse(lowering.at);
  return {
    epoch,
    from,
    rollback: { tookMs: since(from, lowering?.at), limitMs: SOFT_LIMIT_MS },
    held: { operation: WATCHED, from: heldFrom, to: heldFrom + HELD_MS },
  };
}

/** @param from when the fault was over */
export async function recovered(world: World, from: number): Promise<Pick<FaultReport, 'recovery' | 'failures'>> {
  if (await isWhole(world, RECOVERY_MS)) {
    return { recovery: `after ${((Date.now() - from) / 1_000).toFixed(1)} s`, failures: [] };
  }
  const failure = `it has not recovered within ${RECOVERY_MS / 1_000} s: ${await whatHolds(world)}`;
  return { recovery: 'never', failures: [failure] };
}

async function startAgain(world: World): Promise<void> {
  await world.start('fastify');
  await world.proxy.accept();
}

function since(from: number, at: string | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at) - from;
}

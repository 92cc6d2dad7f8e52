import { recovered } from './candidate-faults.ts';
import type { FaultReport, Scene } from './fault.ts';
import { seen } from './wait.ts';
import type { World } from './world.ts';

/** A worker that is to serve must have begun within this time. */
const WORKER_WITHIN_MS = 10_000;

export async function baselineEnded(world: Scene, signal: 'SIGTERM' | 'SIGKILL'): Promise<FaultReport> {
  await world.rush();
  const from = Date.now();
  await world.end('express', signal);
  await world.start('express');
  const back = await recovered(world, Date.now());
  const name = signal === 'SIGTERM' ? 'Express restarted (SIGTERM)' : 'Express killed (kill -9)';
  return { name, from, to: Date.now(), allowed: 'unsafe', ill: 'express', ...back };
}

export async function workerKilled(world: Scene): Promise<FaultReport> {
  await world.rush();
  const from = Date.now();
  process.kill(world.workerPid(), 'SIGKILL');
  const workerKilledAt = Date.now();
  const after = await nextWorker(world, world.listened());
  return { name: 'worker killed (kill -9)', from, to: Date.now(), workerKilledAt, allowed: 'unsafe', ...after };
}

export async function workerReplaced(world: Scene): Promise<FaultReport> {
  await world.rush();
  const from = Date.now();
  const listened = world.listened();
  world.signalRouter('SIGHUP');
  const after = await nextWorker(world, listened);
  return { name: 'worker replaced (SIGHUP)', from, to: Date.now(), allowed: 'none', ...after };
}

async function nextWorker(world: World, before: number): Promise<Pick<FaultReport, 'recovery' | 'failures'>> {
  const from = Date.now();
  const next = await seen(() => (world.listened() > before ? true : undefined), WORKER_WITHIN_MS);
  if (next === undefined) return { recovery: 'never', failures: ['no other worker has begun to serve'] };
  // Until then the worker before it serves, where there still is one, and by the same split.
  const startedIn = ((Date.now() - from) / 1_000).toFixed(1);
  const back = await recovered(world, Date.now());
  return { ...back, recovery: `${back.recovery}, the worker up in ${startedIn} s` };
}

import { broken, killed, rebuiltFrom, restarted, soft, stopped } from './candidate-faults.ts';
import type { FaultReport, Scene } from './fault.ts';
import { breakingContract, failing, rebuilt, slow } from './modes.ts';
import { FULL_SECONDS } from './options.ts';
import { baselineEnded, workerKilled, workerReplaced } from './other-faults.ts';

export type Fault = (world: Scene) => Promise<FaultReport>;

const SLOW_MS = 300;

/** One after the other: a new worker between faults that trip, since it has to go on with what the last one has learned. */
const FULL: readonly Fault[] = [
  killed,
  workerReplaced,
  stopped,
  workerKilled,
  restarted,
  (world) => baselineEnded(world, 'SIGTERM'),
  (world) => baselineEnded(world, 'SIGKILL'),
  workerReplaced,
  (world) => soft(world, 'Fastify answers 500 and 503', failing(), 'documented'),
  (world) => soft(world, 'Fastify is slow', slow(SLOW_MS)),
  (world) => broken(world, breakingContract(), 'proof'),
  // The last one: nothing but a person raises the split again.
  (world) => rebuiltFrom(world, rebuilt()),
];

const SHORT: readonly Fault[] = [
  workerReplaced,
  killed,
  workerKilled,
  stopped,
  (world) => broken(world, breakingContract(), 'operator'),
  (world) => rebuiltFrom(world, rebuilt()),
];

export function scriptFor(seconds: number): readonly Fault[] {
  return seconds < FULL_SECONDS ? SHORT : FULL;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { BenchmarkError } from '../benchmark-error.ts';
import { choosePinning } from '../process/pinning.ts';
import { readTree, readTreeAtRest } from '../process/process-tree.ts';
import { createProgress, type Progress } from '../progress.ts';
import { median } from '../statistics.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { holdIdle, type IdleFigures } from './idle-connections.ts';
import { downloadBytes, uploadBytes } from './large-bodies.ts';
import { saturate } from './load.ts';
import type { Running } from './measure.ts';
import type { Subject } from './subjects.ts';
import type { MethodName, Traffic } from './traffic.ts';

/** All in bytes of resident memory; undefined on a platform without /proc. */
export interface MemoryFigures {
  readonly subject: string;
  /** After each part of the million requests. */
  readonly afterRequests: readonly { readonly requests: number; readonly residentBytes: number }[];
  /** From the middle third of those to the last: near 0 where it is flat. */
  readonly driftBytes: number;
  readonly downloadGrowthBytes: number;
  readonly uploadGrowthBytes: number;
  readonly idle: IdleFigures;
}

export interface MemoryRun {
  readonly subjects: readonly Subject[];
  readonly traffic: Readonly<Record<MethodName, Traffic>>;
  readonly signal: AbortSignal;
  readonly amounts?: Amounts;
}

export interface Amounts {
  readonly requests: number;
  readonly bodyBytes: number;
  readonly idleConnections: number;
  readonly idleSeconds: number;
}

const AMOUNTS: Amounts = { requests: 1_000_000, bodyBytes: 1024 ** 3, idleConnections: 10_000, idleSeconds: 10 };
const PARTS = 20;
const PART_CONNECTIONS = 64;
/** What a step is guessed to take, for the time left. */
const GUESSED_SECONDS = { part: 9, body: 4, idle: 20 };

/** @throws {BenchmarkError} when an answer is wrong or missing */
export async function measureMemory({
  subjects,
  traffic,
  signal,
  amounts = AMOUNTS,
}: MemoryRun): Promise<MemoryFigures[]> {
  if (process.platform !== 'linux')
    throw new BenchmarkError('resident memory is read from /proc, so --memory needs Linux');
  const guesses = [
    ...Array<number>(PARTS).fill(GUESSED_SECONDS.part),
    GUESSED_SECONDS.body,
    GUESSED_SECONDS.body,
    GUESSED_SECONDS.idle,
  ];
  const progress = createProgress(
    process.stderr,
    subjects.flatMap(() => guesses),
    () => performance.now(),
  );
  const figures: MemoryFigures[] = [];
  try {
    for (const subject of subjects) {
      // Alone, so that nothing but its own work is in its memory.
      const fleet = await startFleet([subject], { pinning: choosePinning(), traffic });
      try {
        await fleet.check();
        figures.push(await measureOne(subject.name, fleet, { traffic, signal, amounts, progress }));
      } finally {
        await fleet.stop();
      }
    }
    return figures;
  } finally {
    progress.end();
  }
}

interface Parts {
  readonly traffic: Readonly<Record<MethodName, Traffic>>;
  readonly signal: AbortSignal;
  readonly amounts: Amounts;
  readonly progress: Progress;
}

async function measureOne(name: string, fleet: Fleet, parts: Parts): Promise<MemoryFigures> {
  const { amounts, progress } = parts;
  const running = fleet.subjects.get(name);
  if (running === undefined) throw new Error(`${name} does not run`);
  const afterRequests = await afterMany(name, running, parts);
  const growth = async (what: string, run: () => Promise<void>) => {
    progress.step(`${name}: ${what} of ${amounts.bodyBytes / 1024 ** 2} MiB`, GUESSED_SECONDS.body);
    return peakGrowth(running, run);
  };
  const downloadGrowthBytes = await growth('download', () => downloadBytes(running.url, amounts.bodyBytes));
  const uploadGrowthBytes = await growth('upload', () => uploadBytes(running.url, amounts.bodyBytes));
  progress.step(`${name}: ${amounts.idleConnections} idle connections`, GUESSED_SECONDS.idle);
  const idle = await holdIdle({
    url: running.url,
    traffic: parts.traffic.GET,
    signal: parts.signal,
    connections: amounts.idleConnections,
    rest: async () => {
      await sleep(amounts.idleSeconds * 1000);
      return resident(await readTreeAtRest(running.pid));
    },
  });
  const drift = driftOf(afterRequests.map(({ residentBytes }) => residentBytes));
  return { subject: name, afterRequests, driftBytes: drift, downloadGrowthBytes, uploadGrowthBytes, idle };
}

async function afterMany(name: string, running: Running, { traffic, signal, amounts, progress }: Parts) {
  const readings: { requests: number; residentBytes: number }[] = [];
  let requests = 0;
  let rate = 0;
  for (let part = 1; part <= PARTS; part++) {
    progress.step(`${name}: ${Math.round(amounts.requests / PARTS)} requests more`, GUESSED_SECONDS.part);
    const until = (amounts.requests * part) / PARTS;
    while (requests < until) {
      const seconds = rate === 0 ? 0.5 : Math.max(0.05, (until - requests) / rate);
      const target = {
        url: running.url,
        traffic: traffic[part % 2 === 0 ? 'POST' : 'GET'],
        connections: PART_CONNECTIONS,
        signal,
      };
      const { sent, requestsPerSecond } = await saturate(target, Math.min(seconds, 30));
      requests += sent;
      rate = requestsPerSecond;
    }
    readings.push({ requests, residentBytes: resident(await readTreeAtRest(running.pid)) });
  }
  return readings;
}

/** From the median of the middle third to that of the last: the first third is warming up. */
export function driftOf(readings: readonly number[]): number {
  const third = Math.floor(readings.length / 3);
  return median(readings.slice(-third)) - median(readings.slice(-2 * third, -third));
}

const LOOK_EVERY_MS = 50;

async function peakGrowth({ pid }: Running, run: () => Promise<void>): Promise<number> {
  const before = resident(await readTreeAtRest(pid));
  let peak = before;
  let over = false;
  const looking = (async () => {
    while (!over) {
      peak = Math.max(peak, resident(await readTree(pid)));
      await sleep(LOOK_EVERY_MS);
    }
  })();
  await run().finally(() => {
    over = true;
  });
  await looking;
  return peak - before;
}

function resident({ residentBytes }: { readonly residentBytes: number | undefined }): number {
  return residentBytes ?? 0;
}

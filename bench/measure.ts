import { setTimeout as sleep } from 'node:timers/promises';
import { BenchmarkError } from './benchmark-error.ts';
import type { Fleet } from './fleet.ts';
import type { LoadResult } from './load/load-result.ts';
import { pace } from './load/pace.ts';
import { saturate } from './load/saturate.ts';
import type { Step } from './plan.ts';
import type { Progress } from './progress.ts';
import type { MemoryReading, Paced, Saturation, SubjectName } from './report.ts';
import type { Cpu, Running } from './running.ts';
import { FEWEST_ROUNDS, median } from './statistics.ts';

/** What the steps found out, with the scenario that each is of. */
export interface Figures {
  readonly saturation: readonly (Saturation & { readonly scenario: string })[];
  readonly paced: readonly (Paced & { readonly scenario: string })[];
  /** Under load, for each subject. */
  readonly memory: ReadonlyMap<SubjectName, readonly MemoryReading[]>;
}

export interface Bench {
  readonly fleet: Pick<Fleet, 'running' | 'requireAlive'>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Looks, between measurements, how much of the machine others take. */
  readonly watchOthers?: () => Promise<void>;
  /** By `performance.now()`: no round begins that would end later, once there are enough for an interval. */
  readonly endByMs?: number;
}

/**
 * Takes the steps one after the other.
 * @throws {BenchmarkError} naming the subject whose answer was wrong or missing under load, or that has ended
 */
export async function measure(steps: readonly Step[], bench: Bench): Promise<Figures> {
  const saturation: (Saturation & { scenario: string })[] = [];
  const paced: (Paced & { scenario: string })[] = [];
  const memory = new Map<SubjectName, MemoryReading[]>();
  const beganMs = performance.now();
  const rounds = createRounds(bench.endByMs);
  for (const step of steps) {
    const { kind, subject, chosen } = step;
    if (!rounds.mayGoOn(step.round, performance.now())) break;
    await bench.watchOthers?.();
    bench.progress.step(describe(step), step.seconds);
    bench.fleet.requireAlive();
    const running = bench.fleet.running.get(subject);
    if (running === undefined) throw new Error(`${subject} does not run`);
    try {
      if (kind === 'warm-up') {
        await saturate(chosen.scenario, loadOptions(step, running, bench.signal));
        await running.rest();
      }
      if (kind === 'saturation') {
        const seen = await atSaturation(step, running, bench.signal);
        saturation.push({ ...seen.saturation, scenario: chosen.scenario.name });
        const readings = memory.get(subject) ?? [];
        memory.set(subject, readings);
        const atSeconds = (performance.now() - beganMs) / 1000;
        if (seen.peakBytes !== undefined) readings.push({ atSeconds, residentBytes: seen.peakBytes });
      }
      if (kind === 'paced')
        paced.push({ ...(await atRate(step, running, saturation, bench.signal)), scenario: chosen.scenario.name });
    } catch (cause) {
      bench.signal.throwIfAborted();
      if (!(cause instanceof BenchmarkError)) throw cause;
      throw new BenchmarkError(`${chosen.scenario.name}: aborted, because ${subject} under load ${cause.message}`, {
        cause,
      });
    }
  }
  return { saturation, paced, memory };
}

/** Whether there is time for a round, told by the longest of those before it. */
export function createRounds(endByMs = Number.POSITIVE_INFINITY) {
  let current = 0;
  let beganMs = 0;
  let longestMs = 0;
  return {
    mayGoOn(round: number, nowMs: number): boolean {
      if (round === current) return true;
      if (current > 0) longestMs = Math.max(longestMs, nowMs - beganMs);
      [current, beganMs] = [round, nowMs];
      return round <= FEWEST_ROUNDS || nowMs + longestMs <= endByMs;
    },
  };
}

function loadOptions({ chosen, seconds }: Step, { url }: Running, signal: AbortSignal) {
  return { url, connections: chosen.connections, seconds, signal };
}

async function atSaturation(
  step: Step,
  running: Running,
  signal: AbortSignal,
): Promise<{ readonly saturation: Saturation; readonly peakBytes: number | undefined }> {
  const { subject, round, chosen } = step;
  const before = await running.readCpu();
  await running.readEventLoopDelayP99Ms();
  const { result, peakBytes } = await observed(running, () =>
    saturate(chosen.scenario, loadOptions(step, running, signal)),
  );
  const eventLoopDelayP99Ms = await running.readEventLoopDelayP99Ms();
  // Requests that were cut off at the end are still being worked on; their cost belongs here.
  await running.rest();
  const after = await running.readCpu();
  const { answered: requests, requestsPerSecond, p50Ms, p90Ms, p99Ms, p999Ms, generatorBusy, sent } = result;
  return {
    peakBytes,
    saturation: {
      ...{ subject, round, requests, requestsPerSecond, p50Ms, p90Ms, p99Ms, p999Ms },
      ...cpuPerRequest(before, after, sent),
      ...{ residentBytes: peakBytes, eventLoopDelayP99Ms, generatorBusy },
    },
  };
}

function cpuPerRequest(before: Cpu, after: Cpu, sent: number) {
  const own = difference(before.ownMicroseconds, after.ownMicroseconds);
  const behind = difference(before.behindMicroseconds, after.behindMicroseconds);
  if (own === undefined || behind === undefined) return { cpuMicrosecondsPerRequest: undefined };
  return {
    cpuMicrosecondsPerRequest: (own + behind) / sent,
    ...(behind > 0 && { routerCpuMicrosecondsPerRequest: own / sent }),
  };
}

function difference(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : after - before;
}

const LOOK_EVERY_MS = 200;

/** Runs a load, and looks meanwhile how large the subject becomes. */
async function observed(running: Running, run: () => Promise<LoadResult>) {
  let peakBytes: number | undefined;
  const look = async () => {
    const seen = await running.readResidentBytes();
    if (seen !== undefined) peakBytes = Math.max(peakBytes ?? 0, seen);
  };
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
      await look();
    }
  })();
  const result = await run().finally(() => over.abort());
  await looking;
  return { result, peakBytes };
}

/** At half of what the slowest subject of this scenario reached: below everybody's limit, and the same for all. */
async function atRate(
  step: Step,
  running: Running,
  saturation: Figures['saturation'],
  signal: AbortSignal,
): Promise<Paced> {
  const { subject, round, chosen } = step;
  const { scenario, subjects } = chosen;
  const reached = subjects.map((name) =>
    median(
      saturation
        .filter((one) => one.subject === name && one.scenario === scenario.name && one.round === round)
        .map((one) => one.requestsPerSecond),
    ),
  );
  const requestsPerSecond = Math.max(1, Math.floor(Math.min(...reached) / 2));
  const result = await pace(scenario, loadOptions(step, running, signal), requestsPerSecond);
  await running.rest();
  const { p50Ms, p90Ms, p99Ms, p999Ms, histogram } = result;
  return { subject, round, requestsPerSecond, p50Ms, p90Ms, p99Ms, p999Ms, histogram };
}

function describe({ kind, subject, chosen, round }: Step): string {
  const { name } = chosen.scenario;
  if (kind === 'warm-up') return `${name}: warming up ${subject}`;
  return `${name}: ${subject}, round ${round}${kind === 'paced' ? ', fixed rate' : ''}`;
}

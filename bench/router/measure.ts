import { BenchmarkError } from '../benchmark-error.ts';
import type { LoadResult } from '../load/load-result.ts';
import { readTree, readTreeAtRest } from '../process/process-tree.ts';
import type { Progress } from '../progress.ts';
import { median } from '../statistics.ts';
import { type LoadTarget, pace, saturate } from './load.ts';
import { isSame, type Scenario, type Step, stepSeconds } from './plan.ts';
import type { MethodName, Traffic } from './traffic.ts';

/** One subject in one round of one scenario, at saturation. */
export interface Saturation extends Scenario {
  readonly subject: string;
  /** From 1. */
  readonly round: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** User and system time of all its threads and processes. */
  readonly cpuMicrosecondsPerRequest: number | undefined;
  readonly residentBytes: number | undefined;
  readonly generatorBusy: number;
}

/** One subject in one round at half of its own saturation, and the backend alone at the same rate just before. */
export interface HalfLoad extends Scenario {
  readonly subject: string;
  readonly round: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly directP50Ms: number;
  readonly directP99Ms: number;
  readonly cpuMicrosecondsPerRequest: number | undefined;
}

export interface Figures {
  readonly saturation: readonly Saturation[];
  readonly halfLoad: readonly HalfLoad[];
}

export interface Running {
  readonly url: string;
  readonly pid: number;
}

export interface Bench {
  readonly subjects: ReadonlyMap<string, Running>;
  /** The first backend's URL. */
  readonly direct: string;
  readonly traffic: Readonly<Record<MethodName, Traffic>>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Takes the steps one after the other.
 * @throws {BenchmarkError} naming the subject whose answer was wrong or missing under load
 */
export async function measure(steps: readonly Step[], bench: Bench): Promise<Figures> {
  const saturation: Saturation[] = [];
  const halfLoad: HalfLoad[] = [];
  for (const step of steps) {
    const { kind, subject, scenario } = step;
    bench.progress.step(describe(step), stepSeconds(step));
    const running = bench.subjects.get(subject);
    if (running === undefined) throw new Error(`${subject} does not run`);
    try {
      if (kind === 'warm-up') await saturate(targetOf(running.url, scenario, bench), step.seconds);
      if (kind === 'saturation') saturation.push(await atSaturation(step, running, bench));
      if (kind === 'half-load') halfLoad.push(await atHalfLoad(step, running, saturation, bench));
    } catch (cause) {
      if (!(cause instanceof BenchmarkError)) throw cause;
      bench.signal.throwIfAborted();
      throw new BenchmarkError(`aborted, because ${subject} under load ${cause.message}`, { cause });
    }
  }
  return { saturation, halfLoad };
}

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

async function atSaturation(
  { subject, round, scenario, seconds }: StepOf<'saturation'>,
  running: Running,
  bench: Bench,
): Promise<Saturation> {
  const { result, cpuMicrosecondsPerRequest, residentBytes } = await observed(running, () =>
    saturate(targetOf(running.url, scenario, bench), seconds),
  );
  const { answered: requests, requestsPerSecond, p50Ms, p99Ms, generatorBusy } = result;
  const figures = {
    requests,
    requestsPerSecond,
    p50Ms,
    p99Ms,
    generatorBusy,
    cpuMicrosecondsPerRequest,
    residentBytes,
  };
  return { subject, round, ...scenario, ...figures };
}

async function atHalfLoad(
  { subject, round, scenario, seconds }: StepOf<'half-load'>,
  running: Running,
  saturation: readonly Saturation[],
  bench: Bench,
): Promise<HalfLoad> {
  const seen = saturation.filter((one) => one.subject === subject && isSame(one, scenario));
  const requestsPerSecond = median(seen.map((one) => one.requestsPerSecond)) / 2;
  const alone = await pace(targetOf(bench.direct, scenario, bench), seconds, requestsPerSecond);
  const { result, cpuMicrosecondsPerRequest } = await observed(running, () =>
    pace(targetOf(running.url, scenario, bench), seconds, requestsPerSecond),
  );
  const { p50Ms, p99Ms } = result;
  const direct = { directP50Ms: alone.p50Ms, directP99Ms: alone.p99Ms };
  return { subject, round, ...scenario, requestsPerSecond, p50Ms, p99Ms, ...direct, cpuMicrosecondsPerRequest };
}

async function observed({ pid }: Running, run: () => Promise<LoadResult>) {
  const before = await readTree(pid);
  const result = await run();
  const after = await readTreeAtRest(pid);
  const known = before.cpuMicroseconds !== undefined && after.cpuMicroseconds !== undefined;
  return {
    result,
    cpuMicrosecondsPerRequest: known ? (after.cpuMicroseconds - before.cpuMicroseconds) / result.sent : undefined,
    residentBytes: after.residentBytes,
  };
}

function targetOf(url: string, { method, connections }: Scenario, { traffic, signal }: Bench): LoadTarget {
  return { url, traffic: traffic[method], connections, signal };
}

function describe(step: Step): string {
  const { kind, subject, scenario } = step;
  const load = `${scenario.method}, ${scenario.connections} connections`;
  if (kind === 'warm-up') return `${load}: warming up ${subject}`;
  return `round ${step.round}, ${kind === 'half-load' ? 'half load' : load}: ${subject}`;
}

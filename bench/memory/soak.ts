import { setTimeout as sleep } from 'node:timers/promises';
import type { Contract } from '../../contract/document.ts';
import { checkAnswers } from '../check.ts';
import { type Fleet, type FleetOptions, startFleet } from '../fleet.ts';
import { pace } from '../load/pace.ts';
import { saturate } from '../load/saturate.ts';
import { describeMachine } from '../machine.ts';
import { prepare } from '../prepare.ts';
import { createLoadMeter, type LoadMeter, OTHER_LOAD_LIMIT } from '../process/other-load.ts';
import { allowedCores, choosePinning, describePinning } from '../process/pinning.ts';
import type { Progress } from '../progress.ts';
import type { Memory, MemoryReading, SubjectName } from '../report.ts';
import type { Running } from '../running.ts';
import type { Scenario } from '../scenarios.ts';
import { median } from '../statistics.ts';
import { otherLoadText } from '../wording.ts';
import type { Soak, SoakedSubject } from './soak-report.ts';

export interface SoakRun extends Pick<FleetOptions, 'environment'> {
  readonly contract: Contract;
  readonly subjects: readonly SubjectName[];
  readonly minutes: number;
  /** Ids of the operations; empty for all that the framework bounds. */
  readonly only?: readonly string[];
  readonly createProgress: (stepSeconds: readonly number[]) => Progress;
  readonly signal: AbortSignal;
  readonly warn: (text: string) => void;
}

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 0.5;
/** Each scenario's, before the next one has its own. */
const TURN_SECONDS = 5;
const LOOK_EVERY_MS = 2000;
/** All subjects share a core: of what the slowest reaches alone, each gets so much. */
const SHARE_OF_SATURATION = 0.25;
/** A log line for each request goes to the disk. */
const MOST_PER_SECOND = 1000;

/**
 * Puts all subjects under the same load at the same time, scenario after scenario, for minutes, and watches their memory.
 * @throws {BenchmarkError} when an answer is wrong or missing, or a subject ends
 */
export async function soak(run: SoakRun): Promise<Soak> {
  const { contract, subjects, minutes, only = [], environment = {}, signal } = run;
  const [machine, startedAt, pinning] = [describeMachine(), new Date().toISOString(), choosePinning()];
  const meter = createLoadMeter(allowedCores());
  const before = await meter.readOver(1000);
  if ((before ?? 0) > OTHER_LOAD_LIMIT) run.warn(otherLoadText({ before: before ?? 0 }));
  const fleet = await startFleet({ subjects, pinning, environment });
  try {
    const all = await prepare(contract, fleet);
    const scenarios = all.filter(
      ({ boundBy, operation }) => boundBy === undefined && (only.length === 0 || only.includes(operation)),
    );
    const soaked = subjects.flatMap((name) => fleet.running.get(name) ?? []);
    const parts: Parts = { fleet, soaked, scenarios, minutes, signal, meter };
    const found = await soakAll(parts, run.createProgress(stepsOf(scenarios.length * soaked.length, minutes)));
    return {
      ...{ format: 1, kind: 'soak', startedAt, minutes, machine, pinning: describePinning(pinning) },
      otherLoad: meter.summary(before),
      contract: contract.digest,
      ...found,
    };
  } catch (error) {
    signal.throwIfAborted();
    fleet.requireAlive();
    throw error;
  } finally {
    await fleet.stop();
  }
}

interface Parts extends Pick<SoakRun, 'minutes' | 'signal'> {
  readonly fleet: Fleet;
  readonly soaked: readonly Running[];
  readonly scenarios: readonly Scenario[];
  readonly meter: LoadMeter;
}

function stepsOf(warmUps: number, minutes: number): number[] {
  const turns = Math.max(2, Math.round((minutes * 60) / TURN_SECONDS));
  return [...Array<number>(warmUps).fill(WARM_UP_SECONDS), ...Array<number>(turns).fill((minutes * 60) / turns)];
}

async function soakAll(parts: Parts, progress: Progress): Promise<Pick<Soak, 'scenarios' | 'subjects'>> {
  const { fleet, soaked, scenarios } = parts;
  try {
    const atRest = await memoryOf(soaked);
    for (const scenario of scenarios) {
      await checkAnswers({ scenario, subjects: soaked.map(({ name }) => name) }, fleet.urls);
    }
    const rates = await warmUp(parts, progress);
    const warm = await memoryOf(soaked);
    const { requests, overTime, underLoad } = await load(parts, rates, progress);
    for (const running of soaked) await running.rest();
    const after = await memoryOf(soaked);
    const subjects = soaked.map(({ name }, at): SoakedSubject => {
      const readings = overTime[at] ?? [];
      const memory = { atRest: of(atRest, at), warm: of(warm, at), after: of(after, at), overTime: readings };
      const resident = { residentBytes: lastFifth(readings), heapUsedBytes: of(underLoad, at).heapUsedBytes };
      return { name, requests: requests[at] ?? 0, memory: { ...memory, underLoad: resident } };
    });
    const told = scenarios.map(({ name }, at) => ({ name, requestsPerSecond: rates[at] ?? 0 }));
    return { scenarios: told, subjects };
  } finally {
    progress.end();
  }
}

/** Also finds the rate that each scenario can be sent at. */
async function warmUp({ soaked, scenarios, signal }: Parts, progress: Progress): Promise<number[]> {
  const rates: number[] = [];
  for (const scenario of scenarios) {
    const reached: number[] = [];
    for (const { name, url } of soaked) {
      progress.step(`${scenario.name}: warming up ${name}`, WARM_UP_SECONDS);
      const options = { url, connections: CONNECTIONS, seconds: WARM_UP_SECONDS, signal };
      reached.push((await saturate(scenario, options)).requestsPerSecond);
    }
    const share = Math.floor(Math.min(...reached) * SHARE_OF_SATURATION);
    rates.push(Math.max(1, Math.min(MOST_PER_SECOND, share)));
  }
  return rates;
}

async function load(parts: Parts, rates: readonly number[], progress: Progress) {
  const { fleet, soaked, scenarios, minutes, signal, meter } = parts;
  const overTime: MemoryReading[][] = soaked.map(() => []);
  const requests = soaked.map(() => 0);
  let underLoad: readonly Memory[] = [];
  const beganMs = performance.now();
  const over = new AbortController();
  const looking = look(soaked, overTime, beganMs, over.signal);
  const turns = stepsOf(0, minutes);
  try {
    for (const [turn, seconds] of turns.entries()) {
      const scenario = scenarios[turn % scenarios.length];
      const rate = rates[turn % scenarios.length];
      if (scenario === undefined || rate === undefined) break;
      progress.step(`${scenario.name}: ${rate} requests/s each`, seconds);
      fleet.requireAlive();
      await meter.watch();
      const loads = soaked.map(({ url }) => pace(scenario, { url, connections: CONNECTIONS, seconds, signal }, rate));
      if (turn === turns.length - 1) {
        over.abort();
        underLoad = await memoryOf(soaked);
      }
      for (const [at, { answered }] of (await Promise.all(loads)).entries())
        requests[at] = (requests[at] ?? 0) + answered;
    }
  } finally {
    over.abort();
    await looking;
  }
  return { requests, overTime, underLoad };
}

async function look(soaked: readonly Running[], overTime: MemoryReading[][], beganMs: number, signal: AbortSignal) {
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const atSeconds = (performance.now() - beganMs) / 1000;
    for (const [at, running] of soaked.entries()) {
      const residentBytes = await running.readResidentBytes();
      if (residentBytes !== undefined) overTime[at]?.push({ atSeconds, residentBytes });
    }
  }
}

async function memoryOf(soaked: readonly Running[]): Promise<Memory[]> {
  const memory: Memory[] = [];
  for (const running of soaked) memory.push(await running.readMemory());
  return memory;
}

function of(memory: readonly Memory[], at: number): Memory {
  return memory[at] ?? { residentBytes: undefined, heapUsedBytes: undefined };
}

function lastFifth(readings: readonly MemoryReading[]): number | undefined {
  const last = readings.slice(-Math.ceil(readings.length / 5));
  return last.length === 0 ? undefined : median(last.map(({ residentBytes }) => residentBytes));
}

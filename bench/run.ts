import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contract } from '../contract/document.ts';
import { checkAnswers } from './check.ts';
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts';
import { describeMachine } from './machine.ts';
import { type Bench, type Figures, measure } from './measure.ts';
import type { Options } from './options.ts';
import { type Chosen, choose, kindOf, type Plan, planOf, START_SECONDS, stepsOf } from './plan.ts';
import { firstAsked, isCommonSuccess, learnAnswers, prepare } from './prepare.ts';
import { createLoadMeter, type LoadMeter, OTHER_LOAD_LIMIT } from './process/other-load.ts';
import { allowedCores, choosePinning, describePinning, type Pinning } from './process/pinning.ts';
import { profileSubject } from './profile.ts';
import type { Progress } from './progress.ts';
import type { Memory, Profile, Report, SubjectName } from './report.ts';
import { reportScenario, reportSubject } from './report-parts.ts';
import { checkRouting } from './routing.ts';
import type { Running } from './running.ts';
import type { Scenario } from './scenarios.ts';
import { measureStartUps } from './start-up.ts';
import { otherLoadText } from './wording.ts';

export interface Run extends Pick<FleetOptions, 'environment'> {
  readonly contract: Contract;
  readonly options: Options;
  /** Makes the line of progress once it is known what there is to do; takes the seconds of each step. */
  readonly createProgress: (stepSeconds: readonly number[]) => Progress;
  readonly signal: AbortSignal;
  /** Whether subjects and load are held on cores of their own, where that can be done; default is true. */
  readonly hold?: boolean;
  /** Of the report's JSON: profiles come to lie beside it. */
  readonly file: string;
  /** Told what a person should know before waiting for a whole run. */
  readonly warn?: (text: string) => void;
}

/** Of each scenario, once to warm up and once under the profiler's eyes. */
const PROFILE_SECONDS = 1;

/** In which the end of a process comes to be known. */
const ENDING_MS = 100;

/**
 * Starts all subjects, holds their answers against each other, then measures them in turns.
 * @throws {BenchmarkError} before anything is timed where an answer is wrong or differs; later where one is wrong or a subject ends
 */
export async function runBenchmark(run: Run): Promise<Report> {
  const { contract, options, environment = {} } = run;
  const beganMs = performance.now();
  const [machine, startedAt] = [describeMachine(), new Date().toISOString()];
  const pinning = run.hold === false ? 'it was not asked for' : choosePinning();
  const cores = allowedCores();
  const meter = createLoadMeter(cores);
  const loadBefore = await meter.readOver(1000);
  if ((loadBefore ?? 0) > OTHER_LOAD_LIMIT) run.warn?.(otherLoadText({ before: loadBefore ?? 0 }));
  const plan = planOf(options);
  const fleet = await startFleet({ subjects: options.subjects, pinning, environment });
  try {
    const all = await prepare(contract, fleet);
    const chosen = choose(all, options);
    const held = typeof pinning === 'string' ? [] : cores;
    const endByMs = beganMs + plan.budgetSeconds * 1000;
    const parts: Parts = { ...run, plan, fleet, all, chosen, pinning, cores: held, meter, endByMs };
    const measured = await measureAll(parts);
    return {
      format: 1,
      startedAt,
      seconds: (performance.now() - beganMs) / 1000,
      mode: options.mode,
      machine,
      pinning: describePinning(pinning),
      otherLoad: meter.summary(loadBefore),
      contract: contract.digest,
      options,
      ...measured,
    };
  } catch (error) {
    // A terminal's Ctrl-C reaches the subjects too, and may show as an error of theirs first.
    run.signal.throwIfAborted();
    // A process that has ended shows as a broken connection first.
    await sleep(ENDING_MS);
    fleet.requireAlive();
    throw error;
  } finally {
    await fleet.stop();
  }
}

interface Parts extends Run {
  readonly plan: Plan;
  readonly fleet: Fleet;
  /** Of all operations. */
  readonly all: readonly Scenario[];
  readonly chosen: readonly Chosen[];
  readonly cores: readonly number[];
  readonly pinning: Pinning | string;
  readonly meter: LoadMeter;
  readonly endByMs: number;
}

async function measureAll(parts: Parts): Promise<Pick<Report, 'subjects' | 'scenarios'>> {
  const { plan, fleet, all, chosen, options, signal } = parts;
  await fleet.startFloors(await learnAnswers(all, fleet));
  const atRest = await memoryOf(fleet, options.subjects);
  await checkAll(parts);

  const [framework, bound] = [stepsOf(plan, chosen, 'framework'), stepsOf(plan, chosen, 'bound')];
  const starts = Array.from({ length: plan.starts * options.subjects.length }, () => START_SECONDS);
  const measuring = [...framework, ...bound].map(({ seconds }) => seconds);
  const progress = parts.createProgress([...starts, ...measuring, ...profileSteps(parts)]);
  try {
    const startUps = await measureStartUps({
      ...{ fleet, progress, subjects: options.subjects, starts: plan.starts, seconds: START_SECONDS },
      scenario: firstAsked(all),
      cores: parts.cores.length === 0 ? undefined : parts.cores,
    });
    const bench: Bench = { fleet, progress, signal, watchOthers: parts.meter.watch };
    const figures = await measure(framework, { ...bench, endByMs: parts.endByMs });
    const after = await memoryOf(fleet, options.subjects);
    const boundFigures = await measure(bound, bench);
    await checkRouters(parts);
    const everything: Figures = {
      saturation: [...figures.saturation, ...boundFigures.saturation],
      paced: [...figures.paced, ...boundFigures.paced],
      memory: figures.memory,
    };
    const profiles = await profileAll(parts, progress);
    const known = { startUps, atRest, after, memory: figures.memory, profiles };
    return {
      subjects: options.subjects.map((name) => reportSubject(name, known)),
      scenarios: chosen.map((one) => reportScenario(one, everything)),
    };
  } finally {
    progress.end();
  }
}

/** The servers and the limit, under the successes that the framework bounds. */
function profiled({ options, chosen }: Parts) {
  const subjects = options.profile ? options.subjects.filter((name) => ['server', 'limit'].includes(kindOf(name))) : [];
  return { subjects, chosen: chosen.filter(({ scenario }) => isCommonSuccess(scenario)) };
}

function profileSteps(parts: Parts): number[] {
  const { subjects, chosen } = profiled(parts);
  return Array.from({ length: 2 * subjects.length * chosen.length }, () => PROFILE_SECONDS);
}

async function profileAll(parts: Parts, progress: Progress): Promise<Map<SubjectName, Profile>> {
  const { fleet, signal, file, pinning } = parts;
  const { subjects, chosen } = profiled(parts);
  const profiles = new Map<SubjectName, Profile>();
  for (const name of chosen.length > 0 ? subjects : []) {
    const place = { directory: dirname(file), prefix: basename(file, '.json') };
    const core = typeof pinning === 'string' ? undefined : pinning.subject;
    const run = { ...{ fleet, chosen, signal, progress, core }, ...place, seconds: PROFILE_SECONDS };
    profiles.set(name, await profileSubject(name, run));
  }
  return profiles;
}

async function memoryOf({ running }: Fleet, subjects: readonly SubjectName[]): Promise<Map<SubjectName, Memory>> {
  const memory = new Map<SubjectName, Memory>();
  for (const name of subjects) memory.set(name, await runningOf(running, name).readMemory());
  return memory;
}

async function checkAll(parts: Parts): Promise<void> {
  for (const one of parts.chosen) await checkAnswers(one, parts.fleet.urls);
  await checkRouters(parts);
}

async function checkRouters({ all, fleet, options }: Parts): Promise<void> {
  const users = all.find((scenario) => isCommonSuccess(scenario) && scenario.requests.length > 1);
  if (users === undefined) return;
  for (const name of options.subjects) await checkRouting(name, runningOf(fleet.running, name).url, users);
}

function runningOf(running: Fleet['running'], name: SubjectName): Running {
  const found = running.get(name);
  if (found === undefined) throw new Error(`${name} does not run`);
  return found;
}

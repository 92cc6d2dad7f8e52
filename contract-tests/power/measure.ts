import { describe } from '../../parity/describe.ts';
import { redactText } from '../../parity/redact.ts';
import type { Finding, SuiteName, SuiteResult } from '../suites/suite-result.ts';
import type { Fault } from './fault.ts';
import type { Stage } from './stage.ts';
import type { MeasuredSuite } from './suites.ts';

/** What the suites saw of one fault. */
export interface Measured {
  readonly fault: Fault;
  /** One for each suite that was asked. */
  readonly looks: readonly Look[];
  readonly durationMs: number;
}

/** What one suite saw. */
export interface Look {
  readonly suite: SuiteName;
  /** The first finding; `undefined` where there was none. */
  readonly catch: Catch | undefined;
  readonly durationMs: number;
}

export interface Catch {
  readonly case: string;
  /** In one line, secrets masked. */
  readonly difference: string;
}

export interface MeasureOptions {
  readonly suites: readonly MeasuredSuite[];
  /** Runs every suite; otherwise the first that catches the fault is the last to run. */
  readonly isFull: boolean;
  readonly onMeasured?: (measured: Measured) => void;
}

/**
 * Plants the faults, several at a time on as many stages, and answers in their order what was seen of each. The first one goes before
 * all others; where it is a control, a suite that cannot go on with it is asked nothing more: it would seem to catch everything.
 */
export async function measureFaults(
  faults: readonly Fault[],
  stages: readonly Stage[],
  given: MeasureOptions,
): Promise<Measured[]> {
  const measured = new Map<string, Measured>();
  const [first, ...others] = faults;
  const [stage] = stages;
  if (first === undefined || stage === undefined)
    throw new Error('there is no fault to plant, or no server to plant it in');
  const opening = await measure(first, stage, { ...given, isFull: given.isFull || first.isControl === true });
  measured.set(first.name, opening);
  given.onMeasured?.(opening);
  const options = first.isControl === true ? { ...given, suites: given.suites.filter(canGoOn(opening)) } : given;
  const next = others[Symbol.iterator]();
  const worker = async (stage: Stage) => {
    for (const fault of next) {
      const one = await measure(fault, stage, options);
      measured.set(fault.name, one);
      options.onMeasured?.(one);
    }
  };
  await Promise.all(stages.map(worker));
  return faults.flatMap(({ name }) => measured.get(name) ?? []);
}

const COULD_NOT_GO_ON = '(could not go on)';

function canGoOn({ looks }: Measured): (suite: MeasuredSuite) => boolean {
  return ({ name }) => looks.every((look) => look.suite !== name || look.catch?.case !== COULD_NOT_GO_ON);
}

async function measure(fault: Fault, stage: Stage, { suites, isFull }: MeasureOptions): Promise<Measured> {
  const startedAtMs = performance.now();
  const looks: Look[] = [];
  for (const suite of suites.filter(({ takes = () => true }) => takes(fault))) {
    const look = await lookWith(suite, fault, stage);
    looks.push(look);
    if (look.catch !== undefined && !isFull) break;
  }
  return { fault, looks, durationMs: performance.now() - startedAtMs };
}

async function lookWith({ name, run }: MeasuredSuite, fault: Fault, stage: Stage): Promise<Look> {
  const startedAtMs = performance.now();
  const seen = await firstFinding(run(fault, stage, true));
  return { suite: name, catch: seen, durationMs: performance.now() - startedAtMs };
}

/** A suite that cannot go on has seen something too: without a fault it can, as the controls say. */
async function firstFinding(running: Promise<SuiteResult>): Promise<Catch | undefined> {
  try {
    const { findings } = await running;
    const [first] = findings;
    return first && toCatch(first);
  } catch (error) {
    return {
      case: '(could not go on)',
      difference: redactText(error instanceof Error ? error.message : String(error)),
    };
  }
}

function toCatch({ case: name, differences, unmet }: Finding): Catch {
  const [line = 'nothing was said'] = [...differences.map(describe), ...unmet.candidate, ...unmet.baseline];
  return { case: name, difference: line };
}

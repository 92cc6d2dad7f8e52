import type { Observation } from '../../parity/answer.ts';
import { compare } from '../../parity/compare.ts';
import { type ChangedRow, compareState } from '../../parity/compare-state.ts';
import type { Difference } from '../../parity/difference.ts';
import { createRules, type RulesOptions } from '../../parity/rules.ts';
import type { WireCase } from './case.ts';
import { type ObserveOptions, observe } from './connection.ts';
import { unmet } from './expectation.ts';
import { withHeader } from './request.ts';
import { answers, type Step } from './step.ts';

export type Side = 'baseline' | 'candidate';

export interface CaseResult {
  readonly case: string;
  readonly why: string;
  readonly operation: string | undefined;
  readonly severity: NonNullable<WireCase['severity']>;
  readonly differences: readonly Difference[];
  /** What did not come back as the case expects, by server. */
  readonly unmet: Readonly<Record<Side, readonly string[]>>;
  readonly observations: Readonly<Record<Side, Observation>>;
  /** What was done, so that it can be shown and done again. */
  readonly steps: readonly Step[];
  readonly durationMs: number;
}

export interface RunOptions<World> extends ObserveOptions {
  readonly baseline: string;
  readonly candidate: string;
  readonly world: World;
  /** Cases at a time; default 8. Stateful ones run one after the other. */
  readonly concurrency?: number;
  /** Sends `x-lockstep-case` with each request, from which servers under the test seed derive ids and times. */
  readonly sendCaseId?: boolean;
  readonly rules?: RulesOptions;
  /** Rows changed since it was last asked. */
  readonly readState?: () => Promise<Readonly<Record<Side, readonly ChangedRow[]>>>;
  readonly onResult?: (result: CaseResult) => void;
  /** Begins no case after the first one with a finding. */
  readonly stopsAtFirst?: boolean;
}

/**
 * Runs each case against both servers, on a connection of its own to each, and compares.
 * @throws {Error} where there is nothing to run, or two cases have one name
 */
export async function runCases<World>(
  cases: readonly WireCase<World>[],
  options: RunOptions<World>,
): Promise<CaseResult[]> {
  checkNames(cases, options);
  const results = new Map<string, CaseResult>();
  let isOver = false;
  const run = async (wireCase: WireCase<World>) => {
    if (isOver) return;
    const result = await runCase(wireCase, options);
    isOver ||= options.stopsAtFirst === true && !isGreen(result);
    results.set(wireCase.name, result);
    options.onResult?.(result);
  };
  const free = cases.filter(({ stateful }) => stateful !== true)[Symbol.iterator]();
  const worker = async () => {
    for (const wireCase of free) await run(wireCase);
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 8 }, worker));
  // What the others wrote does not belong to the first stateful case.
  await options.readState?.();
  for (const wireCase of cases) {
    if (wireCase.stateful === true) await run(wireCase);
  }
  return cases.flatMap(({ name }) => results.get(name) ?? []);
}

/** Whether both servers did the same, and what the case expects. */
export function isGreen({ differences, unmet: lines }: CaseResult): boolean {
  return differences.length === 0 && lines.baseline.length === 0 && lines.candidate.length === 0;
}

function checkNames<World>(cases: readonly WireCase<World>[], { sendCaseId }: RunOptions<World>): void {
  if (cases.length === 0) throw new Error('there is no case to run');
  const seen = new Set<string>();
  for (const { name } of cases) {
    // Cases of one id would share their budgets.
    const id = sendCaseId === true ? caseIdOf(name) : name;
    if (seen.has(id)) throw new Error(`two cases are called "${id}"`);
    seen.add(id);
  }
}

async function runCase<World>(wireCase: WireCase<World>, options: RunOptions<World>): Promise<CaseResult> {
  const startedAtMs = performance.now();
  const steps = stepsOf(wireCase, options);
  const [baseline, candidate] = await Promise.all([
    observe(options.baseline, steps, options),
    observe(options.candidate, steps, options),
  ]);
  const rules = createRules({ ...options.rules, ...wireCase.rules });
  const state = wireCase.stateful === true ? await options.readState?.() : undefined;
  return {
    case: wireCase.name,
    why: wireCase.why,
    operation: wireCase.operation,
    severity: wireCase.severity ?? 'breaking',
    differences: [
      ...compare(baseline, candidate, rules),
      ...(state === undefined ? [] : compareState(state.baseline, state.candidate)),
    ],
    unmet: { baseline: unmet(wireCase.expect, baseline), candidate: unmet(wireCase.expect, candidate) },
    observations: { baseline, candidate },
    steps,
    durationMs: performance.now() - startedAtMs,
  };
}

function stepsOf<World>(
  { name, steps, limits }: WireCase<World>,
  { world, sendCaseId }: RunOptions<World>,
): readonly Step[] {
  const built = typeof steps === 'function' ? steps(world) : steps;
  const list: readonly Step[] = 'kind' in built ? [built, answers(Math.max(1, built.requests.length))] : built;
  if (sendCaseId !== true) return list;
  const id = caseIdOf(name) + (limits === true ? ';limits' : '');
  return list.map((step) => (step.kind === 'send' ? withHeader(step, 'x-lockstep-case', id) : step));
}

/** A header's value: visible ASCII without what a server might split it at. */
function caseIdOf(name: string): string {
  return name.replace(/[^\w.-]+/g, '-').slice(0, 100);
}

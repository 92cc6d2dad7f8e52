import { toCurl, toRaw } from '../../parity/request-text.ts';
import type { OnProgress, Subjects } from '../suites/subjects.ts';
import type { Finding, OperationTally, Side, SuiteName, SuiteResult } from '../suites/suite-result.ts';
import { adaptCase, DEFAULT_SETTINGS, type ServedSettings } from './adapt.ts';
import { cases as written } from './cases/index.ts';
import type { ObserveOptions } from './connection.ts';
import { type CaseResult, isGreen } from './run-cases.ts';
import { runWatched } from './run-watched.ts';
import type { Send, Step } from './step.ts';
import { settle } from './world.ts';

export interface WireOptions {
  /** Files of the servers' databases, so that the rows which cases write are compared too. */
  readonly databases: Readonly<Record<Side, string>>;
  /** What the servers were started with; default: nothing of their own. */
  readonly settings?: ServedSettings;
  readonly onProgress?: OnProgress;
  /** Begins no case after the first one with a finding. */
  readonly stopsAtFirst?: boolean;
  /** Cases at a time; default 8. */
  readonly concurrency?: number;
  /** How long servers are waited for. */
  readonly waits?: Pick<ObserveOptions, 'stepTimeoutMs' | 'deadlineMs'>;
}

/**
 * Runs all wire cases of our own contract.
 * @param subjects seeded, each on a database of its own
 */
export async function runWire(
  subjects: Subjects,
  {
    databases,
    settings = DEFAULT_SETTINGS,
    onProgress,
    stopsAtFirst = false,
    concurrency = 8,
    waits = {},
  }: WireOptions,
): Promise<SuiteResult> {
  const { baseline, candidate, rules } = subjects;
  const startedAt = performance.now();
  const world = await settle([baseline, candidate]);
  const cases = written.map((wireCase) => adaptCase(wireCase, settings, world));
  let done = 0;
  const results = await runWatched(cases, databases, {
    ...waits,
    baseline,
    candidate,
    world,
    rules,
    sendCaseId: true,
    stopsAtFirst,
    concurrency,
    onResult: () => {
      done += 1;
      onProgress?.(done, cases.length);
    },
  });
  return toSuiteResult(results, baseline, performance.now() - startedAt);
}

/** Results of wire cases in the form of all suites. */
export function toSuiteResult(
  results: readonly CaseResult[],
  base: string,
  durationMs: number,
  suite: SuiteName = 'wire',
): SuiteResult {
  const operations: Record<string, OperationTally> = {};
  for (const result of results) {
    const id = result.operation ?? '';
    const before = operations[id] ?? { cases: 0, failed: 0, statuses: {}, keywords: {} };
    operations[id] = {
      cases: before.cases + 1,
      failed: before.failed + Number(!isGreen(result)),
      statuses: addStatuses(before.statuses, result),
      keywords: {},
    };
  }
  return {
    suite,
    seed: undefined,
    cases: results.length,
    requests: results.reduce(
      (sum, { steps }) => sum + sendsOf(steps).reduce((all, each) => all + each.requests.length, 0),
      0,
    ),
    durationMs,
    operations,
    findings: results.filter((result) => !isGreen(result)).map((result) => toFinding(result, base, suite)),
  };
}

function addStatuses(before: Readonly<Record<string, number>>, { observations }: CaseResult): Record<string, number> {
  const statuses = { ...before };
  for (const { status } of observations.baseline.answers) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
}

function toFinding(result: CaseResult, base: string, suite: SuiteName): Finding {
  const { case: name, why, operation, differences, unmet, observations, steps } = result;
  const bytes = Buffer.concat(sendsOf(steps).map((send) => send.bytes));
  const request = { raw: toRaw(bytes), curl: toCurl(bytes, base) };
  return { suite, case: name, why, operation, differences, unmet, request, observations };
}

function sendsOf(steps: readonly Step[]): readonly Send[] {
  return steps.filter((step) => step.kind === 'send');
}

import { createMatcher } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';
import { createRules } from '../../parity/rules.ts';
import type { OnObserved, OnProgress, Subjects } from '../suites/subjects.ts';
import type { SuiteResult } from '../suites/suite-result.ts';
import type { LaneOptions } from '../wire/lane.ts';
import { caseKinds } from './cases.ts';
import { createChooser, requestOf } from './choose.ts';
import { type GeneratedFinding, type Suspicion, shrink } from './findings.ts';
import type { Judge, Personalise } from './hooks.ts';
import { identityOf, isGreen, openPairLane, type PairLane, pathOf } from './pair-lane.ts';
import type { GeneratedRequest } from './requests.ts';
import { Tally } from './tally.ts';
import { createTurns } from './turns.ts';

export interface GeneratedOptions {
  readonly seed: number;
  /** Requests to send to each server. */
  readonly runs: number;
  /** Requests under way at once, to each server; default 16. */
  readonly lanes?: number;
  /** Ends after so many findings that are not alike; default 10. */
  readonly maxFindings?: number;
  /** Without it, requests to operations that are not safe run alone. */
  readonly personalise?: Personalise;
  /** Says what an answer does not do that the contract asks of it. */
  readonly judge?: Judge;
  /** Limits of each connection. */
  readonly lane?: LaneOptions;
  /** Told what became of each request. What it throws ends the run. */
  readonly onObserved?: OnObserved;
  /** Told each request as it was sent, and the baseline's status; `none` where it gave no answer. */
  readonly onSent?: (request: GeneratedRequest, status: string) => void;
  readonly onProgress?: OnProgress;
}

export interface GeneratedResult extends SuiteResult {
  readonly findings: readonly GeneratedFinding[];
}

/**
 * Sends requests made from the contract to both servers and compares the answers. Each lane has a person of its own. The same seed
 * gives the same requests; findings that are alike (operation and names of the differences) are one.
 * @throws {Error} where the contract cannot be made requests from, or a person cannot be enrolled
 */
export async function runGenerated(subjects: Subjects, options: GeneratedOptions): Promise<GeneratedResult> {
  const { contract } = subjects;
  const { seed, runs, maxFindings = 10, personalise, judge } = options;
  const startedAtMs = performance.now();
  const choose = createChooser(caseKinds(contract), seed);
  const tally = new Tally(contract.operations.map(({ id }) => id));
  const suspicions = new Map<string, Suspicion>();
  const mustRunAlone = personalise === undefined ? changesWhatOthersSee(contract.operations) : () => false;
  const turns = createTurns();
  const laneOptions = { subjects, rules: createRules(subjects.rules), personalise, judge, lane: options.lane };
  let next = 0;
  let done = 0;

  const worker = async (lane: PairLane) => {
    while (next < runs && suspicions.size < maxFindings) {
      const run = next;
      next += 1;
      const choice = choose(run);
      const generated = requestOf(choice);
      const outcome = await turns.take(mustRunAlone(generated), () => lane.exchange(generated, `generated/${run}`));
      await options.onObserved?.(outcome.observations, `${generated.operation} run ${run}`);
      tally.add(generated.operation, outcome.status, generated.keyword, isGreen(outcome));
      options.onSent?.(outcome.request, outcome.status);
      if (!isGreen(outcome)) note({ run, choice, outcome });
      done += 1;
      if (done % 100 === 0 || done === runs) options.onProgress?.(done, runs);
    }
  };
  const note = (seen: Omit<Suspicion, 'alike'>) => {
    const identity = identityOf(seen.outcome);
    const known = suspicions.get(identity);
    if (known === undefined && suspicions.size < maxFindings) suspicions.set(identity, { ...seen, alike: 0 });
    if (known !== undefined)
      suspicions.set(identity, { ...(seen.run < known.run ? seen : known), alike: known.alike + 1 });
  };

  const lanes = await Promise.all(
    Array.from({ length: options.lanes ?? 16 }, (_, index) => openPairLane(`lane-${seed}-${index}`, laneOptions)),
  );
  try {
    await Promise.all(lanes.map(worker));
  } finally {
    for (const lane of lanes) lane.close();
  }
  const durationMs = performance.now() - startedAtMs;
  const findings: GeneratedFinding[] = [];
  for (const suspicion of [...suspicions.values()].sort((a, b) => a.run - b.run)) {
    const lane = await openPairLane(`shrinking-${seed}-${suspicion.run}`, laneOptions);
    findings.push(await shrink(suspicion, lane, subjects.baseline).finally(() => lane.close()));
  }
  return { suite: 'generated', seed, cases: done, requests: done, durationMs, operations: tally.operations, findings };
}

/** Whether a request has an effect that may show in an answer to someone else. */
function changesWhatOthersSee(operations: readonly Operation[]): (request: GeneratedRequest) => boolean {
  const match = createMatcher(operations);
  return ({ method, target }) => {
    const found = match(method, pathOf(target));
    // What the contract does not know may do anything.
    return found.kind === 'operation' ? !found.operation.safe : method !== 'GET' && method !== 'HEAD';
  };
}

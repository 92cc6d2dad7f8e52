import { setTimeout as wait } from 'node:timers/promises';
import type { Contract } from '../../contract/document.ts';
import type { Operation } from '../../contract/operations.ts';
import type { FieldLine } from '../../parity/answer.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { GeneratedFinding } from '../generated/findings.ts';
import type { Personalise } from '../generated/hooks.ts';
import { type GeneratedResult, runGenerated } from '../generated/run.ts';
import { without } from '../suites/sift.ts';
import type { OnProgress } from '../suites/subjects.ts';
import type { SuiteResult } from '../suites/suite-result.ts';
import { observe } from '../wire/connection.ts';
import { request } from '../wire/request.ts';
import { answers } from '../wire/step.ts';
import { noiseIn, unionOf } from './case-noise.ts';
import { judge, type Round } from './judge.ts';
import { ShownAnswers } from './kept-bodies.ts';
import { laneLimits } from './lane-limits.ts';
import { subjectsOf } from './subjects-of.ts';
import { Successes } from './success.ts';
import type { SetAside, TwoServers } from './two-servers.ts';

export interface GeneratedOptions {
  /** With the operations to ask. */
  readonly contract: Contract;
  /** By operationId. */
  readonly noise: ReadonlyMap<string, RulesOptions>;
  readonly runs: number;
  readonly seed: number;
  readonly onProgress: OnProgress;
}

export interface GeneratedOutcome {
  readonly result: SuiteResult;
  /** By operationId: what was known, and what these requests showed. */
  readonly noise: ReadonlyMap<string, RulesOptions>;
  readonly setAside: readonly SetAside[];
  readonly successes: Successes;
}

/** How often a finding is asked again; and where it does not show, at most. */
const LOOKS = 2;
const MOST_LOOKS = 10;
/** How often an operation's requests are sent anew because they showed more noise. */
const MOST_ATTEMPTS = 4;
/** A clock that shows seconds then shows two. */
const APART_MS = 1100;

/**
 * Requests generated from the contract, operation by operation, each under its own noise. A finding is asked again: what the
 * baseline answers otherwise by itself is noise that no case before has shown, and the operation's requests are sent anew under it; what does
 * not show again is set aside.
 */
export async function runGeneratedSuite(servers: TwoServers, options: GeneratedOptions): Promise<GeneratedOutcome> {
  const { contract, runs, seed, onProgress } = options;
  const share = Math.ceil(runs / contract.operations.length);
  const noise = new Map(options.noise);
  const results: SuiteResult[] = [];
  const setAside: SetAside[] = [];
  const shown = new ShownAnswers();
  const successes = new Successes(contract.operations);
  for (const [at, operation] of contract.operations.entries()) {
    const told = (done: number) => onProgress(at * share + done, share * contract.operations.length);
    const outcome = await runOperation(servers, operation, noise.get(operation.id) ?? {}, (rules) =>
      runGenerated(subjectsOf(servers, { ...contract, operations: [operation] }, rules), {
        seed: seed + at,
        runs: share,
        // What changes something runs alone: nothing is known of whom it concerns.
        lanes: operation.safe ? Math.min(servers.concurrency, share) : 1,
        personalise: ownMethodOnly(operation),
        lane: laneLimits(servers.limits),
        ...(servers.watch === undefined ? {} : { onObserved: servers.watch }),
        onSent: ({ method, target }, status) => successes.note(method, target, Number(status)),
        onProgress: told,
      }),
    );
    noise.set(operation.id, outcome.rules);
    const findings = outcome.result.findings.map((finding) => ({
      ...finding,
      observations: finding.observations && shown.take(finding.observations),
    }));
    results.push({ ...outcome.result, findings });
    setAside.push(...outcome.setAside);
  }
  return { result: sumOf(results, seed), noise, setAside, successes };
}

async function runOperation(
  servers: TwoServers,
  operation: Operation,
  known: RulesOptions,
  run: (rules: RulesOptions) => Promise<GeneratedResult>,
): Promise<{ readonly result: SuiteResult; readonly rules: RulesOptions; readonly setAside: readonly SetAside[] }> {
  let rules = known;
  const setAside: SetAside[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const result = await run(rules);
    const second: SecondLook[] = [];
    for (const finding of result.findings) second.push(await lookAgain(servers, operation, finding, rules));
    const more = second.flatMap(({ learnt }) => learnt ?? []);
    const isLast = more.length === 0 || attempt === MOST_ATTEMPTS;
    const doubtful = second.filter(({ reason }) => reason !== undefined);
    // What is learnt is looked at anew; what has not shown again may not come a second time.
    for (const { finding, reason = '', learnt } of doubtful) {
      if (isLast || learnt === undefined) setAside.push({ operation: operation.id, case: finding.case, reason });
    }
    if (!isLast) {
      rules = unionOf([rules, ...more]);
      continue;
    }
    const sure = without(result, new Set(doubtful.map(({ finding }) => finding)));
    const fewer = doubtful.reduce((sum, { finding: { alike = 0 } }) => sum + 1 + alike, 0);
    const tally = sure.operations[operation.id] ?? { cases: 0, failed: 0, statuses: {}, keywords: {} };
    const operations = { [operation.id]: { ...tally, cases: Math.max(0, tally.cases - fewer) } };
    return { result: { ...sure, cases: Math.max(0, result.cases - fewer), operations }, rules, setAside };
  }
}

interface SecondLook {
  readonly finding: GeneratedFinding;
  /** Under it the servers do the same. */
  readonly learnt?: RulesOptions;
  /** Why nothing can be said of it. */
  readonly reason?: string;
}

async function lookAgain(
  servers: TwoServers,
  operation: Operation,
  finding: GeneratedFinding,
  rules: RulesOptions,
): Promise<SecondLook> {
  const rounds: Round[] = [];
  const changes = !operation.safe;
  const isSame = () => judge(rounds, { rules, changes }).kind === 'same';
  while (rounds.length < LOOKS || (rounds.length < MOST_LOOKS && !changes && isSame())) {
    if (rounds.length === 1) await wait(APART_MS);
    const [baseline, candidate] = await Promise.all([
      observe(servers.urls.baseline, stepsOf(finding, servers.headers.baseline), servers.limits),
      observe(servers.urls.candidate, stepsOf(finding, servers.headers.candidate), servers.limits),
    ]);
    await servers.watch?.({ baseline, candidate }, finding.case);
    rounds.push({ baseline, candidate });
  }
  const own = noiseIn(rounds.map(({ baseline }) => baseline));
  const verdict = judge(rounds, { rules: unionOf([rules, own]), changes });
  if (verdict.kind === 'different') return { finding };
  if (verdict.kind === 'set-aside') return { finding, reason: verdict.reason };
  if (isSame()) {
    // One that changes something is another request the second time.
    return changes
      ? { finding }
      : {
          finding,
          reason: `differed in ${1 + (finding.alike ?? 0)} requests, and not when it was asked ${rounds.length} times more`,
        };
  }
  return {
    finding,
    learnt: own,
    reason: 'more and more of it differs from one call to the next on the baseline itself',
  };
}

function stepsOf({ generated }: GeneratedFinding, given: readonly FieldLine[]) {
  const headers = [...given, ...generated.headers.filter(([, value]) => !value.includes('{token}'))];
  const { method, target, body } = generated;
  return [request(method, target, { headers, ...(body === undefined ? {} : { body }) }), answers(1)];
}

/** Noise in a request's method must not become a request to another operation, of which other things are volatile, or which changes something. */
function ownMethodOnly({ method }: Operation): Personalise {
  const harmless: ReadonlySet<string> = new Set([method, 'OPTIONS', 'TRACE', ...(method === 'GET' ? ['HEAD'] : [])]);
  return (generated) => ({
    ...generated,
    method: harmless.has(generated.method) ? generated.method : 'OPTIONS',
    headers: generated.headers.filter(([name]) => !/^x-(?:http-)?method(?:-override)?$/i.test(name)),
  });
}

function sumOf(results: readonly SuiteResult[], seed: number): SuiteResult {
  const add = (member: 'cases' | 'requests' | 'durationMs') => results.reduce((sum, one) => sum + one[member], 0);
  return {
    suite: 'generated',
    seed,
    cases: add('cases'),
    requests: add('requests'),
    durationMs: add('durationMs'),
    operations: Object.assign({}, ...results.map(({ operations }) => operations)),
    findings: results.flatMap(({ findings }) => findings),
  };
}

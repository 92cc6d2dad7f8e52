import { setTimeout as wait } from 'node:timers/promises';
import type { RulesOptions } from '../../parity/rules.ts';
import type { OnProgress } from '../suites/subjects.ts';
import type { Finding, SuiteResult } from '../suites/suite-result.ts';
import { observe } from '../wire/connection.ts';
import { CaseNoise, kindOf } from './case-noise.ts';
import { type GenericCase, sendsOf, stepsOf } from './cases/build.ts';
import { AS_DOCUMENTED } from './cases/heads.ts';
import type { CaseGroup } from './generic-cases.ts';
import { judge, type Round } from './judge.ts';
import { shownRequest } from './shown-request.ts';
import { OperationTallies } from './tally.ts';
import type { SetAside, TwoServers } from './two-servers.ts';

export interface WireOutcome {
  readonly result: SuiteResult;
  /** By operationId, what differs from one call to the next on the baseline itself. */
  readonly noise: ReadonlyMap<string, RulesOptions>;
  readonly setAside: readonly SetAside[];
  /** operationIds of which nothing was compared that is answered as the documented request is: only other methods and refusals. */
  readonly besideTheDocumented: readonly string[];
}

/** Observations of one request, so that the clock's second and random values show. */
const ROUNDS = 3;
/** Between the first and the last of them; a clock that shows seconds then shows two. */
const APART_MS = 1100;
/** Cases whose observations are held at once. */
const BATCH = 400;

/**
 * Sends each case to both servers three times. The baseline's three answers, and those to the operation's like cases, give
 * the noise under which each round's two answers are compared.
 */
export async function runWireSuite(
  groups: readonly CaseGroup[],
  servers: TwoServers,
  onProgress: OnProgress,
): Promise<WireOutcome> {
  const startedAtMs = performance.now();
  const tallies = new OperationTallies();
  const noise = new Map<string, RulesOptions>();
  const setAside: SetAside[] = [];
  const besideTheDocumented: string[] = [];
  const findings: Finding[] = [];
  const total = groups.reduce((sum, { cases }) => sum + cases.length, 0);
  let requests = 0;
  let observed = 0;
  for (const batch of batchesOf(groups)) {
    const rounds = await observeRounds(
      batch.flatMap(({ cases }) => cases),
      servers,
      (count) => {
        requests += count;
        observed += 1;
        onProgress(Math.floor(observed / ROUNDS), total);
      },
    );
    for (const { operation, method, cases } of batch) {
      const noises = new CaseNoise(cases, rounds, servers.rules);
      noise.set(operation, noises.of(method));
      const compared: GenericCase[] = [];
      for (const one of cases) {
        const seen = rounds.get(one) ?? [];
        const rules = { ...noises.around(one), ...one.rules };
        const verdict = judge(seen, { rules, changes: one.stateful === true });
        if (verdict.kind !== 'set-aside') {
          compared.push(one);
          tallies.add(operation, seen[0]?.baseline, verdict.kind === 'different');
        }
        if (verdict.kind === 'set-aside') setAside.push({ operation, case: one.name, reason: verdict.reason });
        if (verdict.kind === 'different') findings.push(toFinding(one, verdict, servers));
      }
      if (!coversDocumented(cases, compared, rounds)) besideTheDocumented.push(operation);
    }
  }
  const operations = tallies.operations();
  const durationMs = performance.now() - startedAtMs;
  return {
    result: {
      suite: 'wire',
      seed: undefined,
      cases: total - setAside.length,
      requests,
      durationMs,
      operations,
      findings,
    },
    noise,
    setAside,
    besideTheDocumented,
  };
}

/** Whether the documented request was compared, or one with its method that the baseline answers with its status. */
function coversDocumented(
  cases: readonly GenericCase[],
  compared: readonly GenericCase[],
  rounds: ReadonlyMap<GenericCase, readonly Round[]>,
): boolean {
  const documented = cases.find(({ name }) => name.endsWith(AS_DOCUMENTED));
  if (documented === undefined || compared.includes(documented)) return true;
  const kinds = new Set(rounds.get(documented)?.map((round) => kindOf(documented, round)));
  return compared.some((one) => kinds.has(kindOf(one, rounds.get(one)?.[0])));
}

/** Whole groups, as an operation's noise comes from all of its cases. */
function* batchesOf(groups: readonly CaseGroup[]): Generator<readonly CaseGroup[]> {
  let batch: CaseGroup[] = [];
  let size = 0;
  for (const group of groups) {
    if (size > 0 && size + group.cases.length > BATCH) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(group);
    size += group.cases.length;
  }
  if (size > 0) yield batch;
}

async function observeRounds(
  cases: readonly GenericCase[],
  servers: TwoServers,
  onObserved: (requests: number) => void,
): Promise<ReadonlyMap<GenericCase, Round[]>> {
  const rounds = new Map<GenericCase, Round[]>(cases.map((one) => [one, []]));
  const observeOne = async (one: GenericCase) => {
    const [baseline, candidate] = await Promise.all([
      observe(servers.urls.baseline, stepsOf(one, servers.headers.baseline), servers.limits),
      observe(servers.urls.candidate, stepsOf(one, servers.headers.candidate), servers.limits),
    ]);
    await servers.watch?.({ baseline, candidate }, one.name);
    rounds.get(one)?.push({ baseline, candidate });
    onObserved(sendsOf(stepsOf(one, servers.headers.baseline)).reduce((sum, send) => sum + send.requests.length, 0));
  };
  let firstEndedAtMs = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    if (round === ROUNDS) await wait(Math.max(0, APART_MS - (performance.now() - firstEndedAtMs)));
    const free = cases.filter(({ stateful }) => stateful !== true)[Symbol.iterator]();
    const worker = async () => {
      for (const one of free) await observeOne(one);
    };
    await Promise.all(Array.from({ length: servers.concurrency }, worker));
    for (const one of cases) {
      if (one.stateful === true) await observeOne(one);
    }
    if (round === 1) firstEndedAtMs = performance.now();
  }
  return rounds;
}

function toFinding(
  one: GenericCase,
  { differences, round }: { readonly differences: Finding['differences']; readonly round: Round },
  servers: TwoServers,
): Finding {
  const bytes = sendsOf(stepsOf(one, servers.headers.baseline)).map((send) => send.bytes);
  return {
    suite: 'wire',
    case: one.name,
    why: one.why,
    operation: one.operation,
    differences,
    unmet: { baseline: [], candidate: [] },
    request: shownRequest(Buffer.concat(bytes), servers.urls.baseline),
    observations: round,
  };
}

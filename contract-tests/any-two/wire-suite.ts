import type { OpenApiDocument } from '../../contract/operations.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { OnProgress } from '../suites/subjects.ts';
import type { Finding, SuiteResult } from '../suites/suite-result.ts';
import { CaseNoise, kindOf } from './case-noise.ts';
import { type GenericCase, sendsOf, stepsOf } from './cases/build.ts';
import { AS_DOCUMENTED } from './cases/heads.ts';
import type { CaseGroup } from './generic-cases.ts';
import { judge, type Round } from './judge.ts';
import { KeptBodies, ShownAnswers } from './kept-bodies.ts';
import { observeRounds, type Rounds } from './observe-rounds.ts';
import { schemaFormAt } from './schema-forms.ts';
import { shownRequest } from './shown-request.ts';
import { Successes } from './success.ts';
import { OperationTallies } from './tally.ts';
import type { SetAside, TwoServers } from './two-servers.ts';

export interface WireOutcome {
  readonly result: SuiteResult;
  /** By operationId, what differs from one call to the next on the baseline itself. */
  readonly noise: ReadonlyMap<string, RulesOptions>;
  readonly setAside: readonly SetAside[];
  readonly successes: Successes;
  /** operationIds of which nothing was compared that is answered as the documented request is: only other methods and refusals. */
  readonly besideTheDocumented: readonly string[];
}

/** Cases that are sent together; an operation's stay together where there is room for what comes back. */
const BATCH = 400;

/**
 * Sends each case to both servers three times. The baseline's three answers, and those to the operation's like cases, give
 * the noise under which each round's two answers are compared.
 */
export async function runWireSuite(
  groups: readonly CaseGroup[],
  servers: TwoServers,
  document: OpenApiDocument,
  onProgress: OnProgress,
): Promise<WireOutcome> {
  const startedAtMs = performance.now();
  const seen = new Seen(groups, servers, document);
  const total = groups.reduce((sum, { cases }) => sum + cases.length, 0);
  const kept = new KeptBodies();
  let requests = 0;
  for (const batch of batchesOf(groups)) {
    let left = batch.flatMap(({ cases }) => cases);
    while (left.length > 0) {
      const done = total - left.length;
      const rounds = await observeRounds(left, servers, kept, (count) => {
        requests += count;
        onProgress(Math.min(done, seen.cases), total);
      });
      for (const group of batch) seen.judge(group, rounds);
      left = left.filter((one) => !rounds.has(one));
      kept.clear();
      onProgress(seen.cases, total);
    }
  }
  return seen.outcome(requests, performance.now() - startedAtMs);
}

/** What was seen so far, without the answers themselves. */
class Seen {
  cases = 0;
  readonly #servers: TwoServers;
  readonly #tallies = new OperationTallies();
  readonly #noises: ReadonlyMap<CaseGroup, CaseNoise>;
  readonly #successes: Successes;
  readonly #setAside: SetAside[] = [];
  readonly #findings: Finding[] = [];
  readonly #shown = new ShownAnswers();
  /** Of each group, the kinds of the cases that were compared; and of the documented request, where it was not. */
  readonly #compared = new Map<CaseGroup, Set<string>>();
  readonly #documented = new Map<CaseGroup, ReadonlySet<string>>();

  constructor(groups: readonly CaseGroup[], servers: TwoServers, document: OpenApiDocument) {
    this.#servers = servers;
    this.#noises = new Map(
      groups.map((group) => {
        const operation = group.sample?.operation;
        const schemaAt = (status: number, place: string) =>
          operation && schemaFormAt(document, operation, status, place);
        return [group, new CaseNoise(servers.rules, schemaAt)];
      }),
    );
    this.#successes = new Successes(groups.flatMap(({ sample }) => sample?.operation ?? []));
  }

  /** Judges those of a group's cases that were observed. */
  judge(group: CaseGroup, rounds: Rounds): void {
    const cases = group.cases.filter((one) => rounds.has(one));
    const noise = this.#noises.get(group) ?? new CaseNoise(this.#servers.rules);
    noise.add(cases, rounds);
    const compared = this.#compared.get(group) ?? new Set();
    this.#compared.set(group, compared);
    for (const one of cases) {
      const seen = rounds.get(one) ?? [];
      const rules = { ...noise.around(one), ...one.rules };
      const verdict = judge(seen, { rules, changes: one.stateful === true });
      this.cases += 1;
      if (verdict.kind === 'set-aside') {
        this.#setAside.push({ operation: group.operation, case: one.name, reason: verdict.reason });
        if (one.name.endsWith(AS_DOCUMENTED))
          this.#documented.set(group, new Set(seen.map((round) => kindOf(one, round))));
        continue;
      }
      const [first] = seen;
      compared.add(kindOf(one, first));
      this.#tallies.add(group.operation, first?.baseline, verdict.kind === 'different');
      const { method, target } = firstLineOf(one);
      this.#successes.note(method, target, first?.baseline.answers[0]?.status);
      if (verdict.kind === 'different') this.#findings.push(toFinding(one, verdict, this.#servers, this.#shown));
    }
  }

  outcome(requests: number, durationMs: number): WireOutcome {
    const [operations, findings, setAside] = [this.#tallies.operations(), this.#findings, this.#setAside];
    const cases = this.cases - setAside.length;
    // Where the documented request was not compared, one with its method that the baseline answers with its status may stand for it.
    const beside = [...this.#documented].filter(
      ([group, kinds]) => ![...kinds].some((kind) => this.#compared.get(group)?.has(kind)),
    );
    return {
      result: { suite: 'wire', seed: undefined, cases, requests, durationMs, operations, findings },
      noise: new Map(
        [...this.#noises].map(([group, noise]) => [group.operation, noise.of(group.sample?.operation.method)]),
      ),
      setAside,
      successes: this.#successes,
      besideTheDocumented: beside.map(([{ operation }]) => operation),
    };
  }
}

function firstLineOf(one: GenericCase): { readonly method: string; readonly target: string } {
  const [first] = sendsOf(stepsOf(one, []));
  const [method = '', target = ''] = first?.bytes.toString('latin1').split('\r\n', 1)[0]?.split(' ') ?? [];
  return { method, target };
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

function toFinding(
  one: GenericCase,
  { differences, round }: { readonly differences: Finding['differences']; readonly round: Round },
  servers: TwoServers,
  shown: ShownAnswers,
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
    observations: shown.take(round),
  };
}

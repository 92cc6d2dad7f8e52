import type { Contract } from '../../contract/document.ts';
import type { KnownDifference, KnownDifferences } from '../../parity/known-differences.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { RunProgress } from '../report/progress.ts';
import { excusedOperations, sift } from '../suites/sift.ts';
import type { OnProgress } from '../suites/subjects.ts';
import type { Finding, SuiteName, SuiteResult } from '../suites/suite-result.ts';
import { AS_DOCUMENTED } from './cases/heads.ts';
import { choose } from './choose-traffic.ts';
import { runConformanceSuite } from './conformance.ts';
import { runGeneratedSuite } from './generated-suite.ts';
import { genericCases } from './generic-cases.ts';
import { createGuard } from './guard.ts';
import type { Captured } from './har.ts';
import type { HarOptions } from './options.ts';
import type { Selection } from './select.ts';
import { whyNotSubjects } from './subjects-of.ts';
import { runTraffic } from './traffic-suite.ts';
import type { SetAside, TwoServers } from './two-servers.ts';
import { runWireSuite } from './wire-suite.ts';

export interface Comparison {
  readonly servers: TwoServers;
  readonly selection: Selection;
  /** With all operations, their paths with the base path before them. */
  readonly contract: Contract;
  readonly unsafe: boolean;
  readonly runs: number;
  readonly seed: number;
  readonly har: (HarOptions & Captured) | undefined;
  readonly known: KnownDifferences;
  readonly progress: RunProgress;
  /** Whether it is enough that some operation succeeds. */
  readonly allowUnproven: boolean;
  /** Told as soon as it is known, as the suites behind it take their time. */
  readonly onNoise: (noise: Outcome['noise'], setAside: readonly SetAside[]) => void;
}

export interface Outcome {
  /** Without the known differences. */
  readonly results: readonly SuiteResult[];
  /** By operationId. */
  readonly noise: ReadonlyMap<string, RulesOptions>;
  readonly setAside: readonly SetAside[];
  /** Known differences that excused nothing. */
  readonly unused: readonly KnownDifference[];
  /** operationIds of which known differences were taken out: these are accepted, not identical. `''` is what belongs to no operation. */
  readonly excused: readonly string[];
  /** Why nothing is known of a part that was to be compared, one line each. */
  readonly gaps: readonly string[];
  /** operationIds of which no compared case succeeded on the baseline: that both refuse alike says nothing of what they do. */
  readonly unproven: readonly string[];
  /** Whether the servers count as identical all the same. */
  readonly isUnprovenAllowed: boolean;
  /** What both servers do otherwise than the contract says, alike. */
  readonly wrongAlike: readonly Finding[];
  /** What was not run, and why; and what the later suites showed beside differences. */
  readonly remarks: readonly string[];
  /** Captured requests that were not replayed, by reason. */
  readonly skipped: Readonly<Record<string, number>> | undefined;
}

/** Runs all suites against two servers. The noise comes first: it is what the later suites compare under. */
export async function compareServers(comparison: Comparison): Promise<Outcome> {
  const run = new Run(comparison);
  await run.wire();
  await run.generated();
  await run.conformance();
  await run.traffic();
  return run.outcome();
}

/** One comparison, suite by suite, and what it has seen so far. */
class Run {
  readonly #comparison: Comparison;
  readonly #chosen: ReadonlySet<string>;
  readonly #results: SuiteResult[] = [];
  readonly #setAside: SetAside[] = [];
  readonly #gaps: string[] = [];
  readonly #remarks: string[] = [];
  #noise: Outcome['noise'] = new Map();
  #besideTheDocumented: readonly string[] = [];
  #wrongAlike: readonly Finding[] = [];
  #skipped: Outcome['skipped'];
  readonly #successes: { readonly has: (operation: string) => boolean }[] = [];
  #replayed: ReadonlySet<string> = new Set();

  constructor(comparison: Comparison) {
    this.#comparison = comparison;
    this.#chosen = new Set(comparison.selection.contract.operations.map(({ id }) => id));
  }

  async wire(): Promise<void> {
    const { contract, selection, servers, unsafe, onNoise } = this.#comparison;
    const groups = genericCases(selection.contract, { guard: createGuard(contract, this.#chosen, unsafe) });
    const wire = await this.#follow('wire', (onProgress) =>
      runWireSuite(groups, servers, contract.document, onProgress),
    );
    this.#keep(wire.result, wire.setAside);
    this.#noise = wire.noise;
    this.#besideTheDocumented = wire.besideTheDocumented;
    this.#successes.push(wire.successes);
    onNoise(wire.noise, wire.setAside);
  }

  async generated(): Promise<void> {
    const { selection, servers, runs, seed } = this.#comparison;
    const reason = whyNotSubjects(servers);
    const unstable = new Set(
      this.#setAside.filter((one) => one.case.endsWith(AS_DOCUMENTED)).map((one) => one.operation),
    );
    const operations = selection.contract.operations.filter(({ id }) => !unstable.has(id));
    if (reason !== undefined) this.#remarks.push(`generated was not run: ${reason}`);
    else if (unstable.size > 0)
      this.#remarks.push(
        `generated does not ask ${[...unstable].join(', ')}, which the baseline does not answer alike`,
      );
    if (reason !== undefined || runs === 0 || operations.length === 0) return;
    const contract = { ...selection.contract, operations };
    const noise = this.#noise;
    const outcome = await this.#follow('generated', (onProgress) =>
      runGeneratedSuite(servers, { contract, noise, runs, seed, onProgress }),
    );
    this.#keep(outcome.result, outcome.setAside);
    this.#successes.push(outcome.successes);
    this.#remarks.push(...newNoise(this.#noise, outcome.noise));
    this.#noise = outcome.noise;
  }

  async conformance(): Promise<void> {
    const { selection, contract, servers, unsafe, seed } = this.#comparison;
    // It tries methods that the contract does not have, also those that change something.
    const isPartial = !unsafe || this.#chosen.size < contract.operations.length;
    const reason = isPartial
      ? 'it sends methods that change something, so it needs --unsafe and all operations'
      : whyNotSubjects(servers);
    if (reason !== undefined) {
      this.#remarks.push(`conformance was not run: ${reason}`);
      return;
    }
    const outcome = await this.#follow('conformance', (onProgress) =>
      runConformanceSuite(servers, { contract: selection.contract, noise: this.#noise, seed, onProgress }),
    );
    this.#keep(outcome.result, []);
    this.#wrongAlike = outcome.wrongAlike;
  }

  async traffic(): Promise<void> {
    const { contract, servers, unsafe, har } = this.#comparison;
    if (har === undefined) return;
    const { origins, all, requests } = har;
    const choice = choose(requests, { contract, chosen: this.#chosen, origins, all, unsafe });
    this.#skipped = { ...choice.skipped, 'no HTTP': har.notHttp };
    const outcome = await this.#follow('traffic', (onProgress) =>
      runTraffic(choice.replayed, servers, this.#noise, onProgress),
    );
    this.#keep(outcome.result, outcome.setAside);
    this.#successes.push(outcome.succeeded);
    this.#replayed = outcome.succeeded;
    if (outcome.result.cases === 0) this.#gaps.push('no captured request could be compared');
  }

  outcome(): Outcome {
    const { known, allowUnproven } = this.#comparison;
    const results = this.#results.map((result) => sift(result, known));
    const ids = [...this.#chosen];
    const casesOf = (id: string) => results.reduce((sum, result) => sum + (result.operations[id]?.cases ?? 0), 0);
    const uncompared = ids.filter((id) => casesOf(id) === 0);
    const unstable = this.#besideTheDocumented.filter((id) => casesOf(id) > 0 && !this.#replayed.has(id));
    const unproven = ids.filter((id) => !this.#successes.some((seen) => seen.has(id)));
    return {
      results,
      noise: this.#noise,
      setAside: this.#setAside,
      unused: known.unused(),
      excused: [...excusedOperations(this.#results, results)],
      gaps: [
        ...this.#gaps,
        ...uncompared.map((id) => `nothing could be compared of ${id}`),
        ...unstable.map((id) => `only other methods and refusals could be compared of ${id}`),
      ],
      unproven,
      isUnprovenAllowed: unproven.length === 0 || (allowUnproven && unproven.length < ids.length),
      wrongAlike: this.#wrongAlike,
      remarks: this.#remarks,
      skipped: this.#skipped,
    };
  }

  #keep(result: SuiteResult, setAside: readonly SetAside[]): void {
    this.#results.push(result);
    this.#setAside.push(...setAside);
  }

  async #follow<T>(suite: SuiteName, run: (onProgress: OnProgress) => Promise<T>): Promise<T> {
    const { progress } = this.#comparison;
    let isBegun = false;
    try {
      return await run((done, total) => {
        if (!isBegun) progress.begin(suite, total);
        isBegun = true;
        progress.advance(done);
      });
    } finally {
      progress.end();
    }
  }
}

function newNoise(before: Outcome['noise'], after: Outcome['noise']): string[] {
  return [...after].flatMap(([id, { volatileHeaders = [], volatilePlaces = [] }]) => {
    const { volatileHeaders: headers = [], volatilePlaces: places = [] } = before.get(id) ?? {};
    const more = [
      ...volatileHeaders.filter((name) => !headers.includes(name)).map((name) => `header ${name}`),
      ...volatilePlaces.filter((place) => !places.includes(place)),
    ];
    return more.length === 0
      ? []
      : [`generated requests to ${id} showed more that differs by itself: ${more.join(', ')}`];
  });
}

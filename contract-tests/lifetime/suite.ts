import type { RulesOptions } from '../../parity/rules.ts';
import type { Pair, PairOptions } from '../pair.ts';
import { OWN_SERVERS } from '../suites/own-api.ts';
import type { OnProgress } from '../suites/subjects.ts';
import type { Finding, SuiteResult } from '../suites/suite-result.ts';
import type { WireCase } from '../wire/case.ts';
import { type CaseResult, runCases } from '../wire/run-cases.ts';
import { toSuiteResult } from '../wire/suite.ts';
import { settle } from '../wire/world.ts';
import { CROWD, crowd } from './crowd.ts';
import { ENDINGS, endings } from './endings.ts';
import { gathering } from './gathering.ts';
import { compareHttpSettings, readHttpSettings, withProbe } from './http-settings.ts';
import { askToEnd, listensNoMore } from './process-end.ts';
import { timeouts } from './timeouts.ts';

export interface LifetimeOptions {
  readonly rules?: RulesOptions;
  /** Starts the pairs that it needs. */
  readonly start: (options: PairOptions) => Promise<Pair>;
  readonly onProgress?: OnProgress;
}

/** Makes a second of a minute: the longest timeout is two minutes. */
const DIVISOR = 60;
/** Enough for a slow machine to finish what it can, and not long to wait for what it cannot. */
const SHUTDOWN_TIMEOUT_MS = 3000;
/** Late is not the same as never. */
const WAITS = { stepTimeoutMs: 12_000, deadlineMs: 25_000 };

/**
 * How many connections both servers hold, for how long, and how they end them: compared on servers of its own, because they are
 * asked to end. What a timeout does shows on servers whose timeouts are shortened; how long it is, in the settings of the others.
 * @throws {Error} where a server does not start
 */
export async function runLifetime({ start, rules = {}, onProgress }: LifetimeOptions): Promise<SuiteResult> {
  const startedAtMs = performance.now();
  const total = timeouts.length + CROWD + ENDINGS + CHECKS;
  let done = 0;
  const run: RunAll = (cases, { urls }, world) =>
    runCases(cases, {
      ...WAITS,
      baseline: urls.express,
      candidate: urls.fastify,
      world,
      rules,
      sendCaseId: true,
      // They wait for one another, or for a timeout.
      concurrency: cases.length,
      onResult: () => {
        done += 1;
        onProgress?.(done, total);
      },
    });
  const [outlasted, [held, findings]] = await Promise.all([
    withPair(start, { NODE_OPTIONS: withProbe(DIVISOR) }, (pair) => run(timeouts, pair, undefined)),
    withPair(start, { NODE_OPTIONS: withProbe(), SHUTDOWN_TIMEOUT_MS: String(SHUTDOWN_TIMEOUT_MS) }, (pair) =>
      holdAndEnd(pair, run),
    ),
  ]);
  onProgress?.(total, total);
  const durationMs = performance.now() - startedAtMs;
  return withChecks(toSuiteResult([...outlasted, ...held], 'http://localhost', durationMs, 'lifetime'), findings);
}

type RunAll = <World>(cases: readonly WireCase<World>[], pair: Pair, world: World) => Promise<CaseResult[]>;

async function withPair<T>(
  start: LifetimeOptions['start'],
  env: Readonly<Record<string, string>>,
  run: (pair: Pair) => Promise<T>,
): Promise<T> {
  const pair = await start({ ...OWN_SERVERS, env: { ...OWN_SERVERS.env, ...env } });
  try {
    return await run(pair);
  } finally {
    // One that does not end when it is asked to would be waited for without end.
    await Promise.all([pair.kill('express', 'SIGKILL'), pair.kill('fastify', 'SIGKILL')]);
    await pair.stop();
  }
}

/** What `holdAndEnd` looks at that is no connection. */
const CHECKS = 2;

async function holdAndEnd(pair: Pair, run: RunAll): Promise<[CaseResult[], Finding[]]> {
  const { urls, dataDirs } = pair;
  const different = compareHttpSettings(readHttpSettings(dataDirs.express), readHttpSettings(dataDirs.fastify));
  const world = await settle([urls.express, urls.fastify]);
  const held = await run(crowd(), pair, undefined);
  const exits: Promise<string[]>[] = [];
  const idleClosed = Promise.withResolvers<unknown>();
  const { idle, inUse } = endings({ ending: () => ending(), idleClosed: () => idleClosed.promise });
  const ending = gathering(2 * ENDINGS, async () => {
    exits.push(askToEnd(pair, 'express'), askToEnd(pair, 'fastify'));
    await Promise.all([listensNoMore(urls.express), listensNoMore(urls.fastify)]);
  });
  const closed = run(idle, pair, world);
  idleClosed.resolve(closed);
  const ended = (await Promise.all([closed, run(inUse, pair, world)])).flat();
  const [baseline = NOT_ASKED, candidate = NOT_ASKED] = await Promise.all(exits);
  return [
    [...held, ...ended],
    [
      ...check('settings of the HTTP server', 'row 54: the defaults differ', [], different),
      ...check('end: the process', 'RFC 9112, 9.6', baseline, candidate),
    ],
  ];
}

const NOT_ASKED = ['was not asked to end: not all connections came so far'];

/** A finding where there is something to say. */
function check(name: string, why: string, baseline: readonly string[], candidate: readonly string[]): Finding[] {
  if (baseline.length + candidate.length === 0) return [];
  const unmet = { baseline, candidate };
  return [
    {
      suite: 'lifetime',
      case: name,
      why,
      operation: undefined,
      differences: [],
      unmet,
      request: undefined,
      observations: undefined,
    },
  ];
}

function withChecks(result: SuiteResult, failed: readonly Finding[]): SuiteResult {
  const { cases, operations, findings } = result;
  const { [NO_OPERATION]: tally = { cases: 0, failed: 0, statuses: {}, keywords: {} } } = operations;
  return {
    ...result,
    cases: cases + CHECKS,
    operations: {
      ...operations,
      [NO_OPERATION]: { ...tally, cases: tally.cases + CHECKS, failed: tally.failed + failed.length },
    },
    findings: [...failed, ...findings],
  };
}

const NO_OPERATION = '';

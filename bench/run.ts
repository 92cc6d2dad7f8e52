import type { Pair, ServerName } from '../contract-tests/pair.ts';
import { BenchmarkError } from './benchmark-error.ts';
import { checkAnswers } from './check.ts';
import { type Measurement, type Summary, summarize } from './figures.ts';
import type { Load, LoadResult } from './load.ts';
import type { Options } from './options.ts';
import { type ProcessFigures, readProcessFigures, readWhenIdle } from './process-figures.ts';
import type { Progress } from './progress.ts';
import type { Scenario } from './scenarios.ts';

export interface ScenarioResult {
  readonly operation: string;
  readonly boundBy: string | undefined;
  readonly connections: number;
  /** The answer that both servers gave before the first measurement. */
  readonly checked: { readonly status: number; readonly mediaType: string };
  readonly measurements: readonly Measurement[];
  readonly summary: Summary;
}

export interface Bench {
  readonly pair: Pick<Pair, 'urls' | 'pids'>;
  readonly options: Pick<Options, 'seconds' | 'rounds' | 'connections'>;
  readonly load: Load;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Enough to keep two cores hashing; more would only queue. */
const FEW_CONNECTIONS = 2;
const LONGEST_WARM_UP_SECONDS = 3;

/** Unmeasured seconds before a scenario's first round, per server: V8 compiles what is hot in them. */
export function warmUpSeconds(seconds: number): number {
  return Math.min(LONGEST_WARM_UP_SECONDS, seconds / 2);
}

/** Who is measured when: the servers take turns, and the order is swapped from round to round. */
export function turns(rounds: number): { readonly round: number; readonly server: ServerName }[] {
  const order: readonly ServerName[] = ['express', 'fastify'];
  return Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
    (round % 2 === 1 ? order : order.toReversed()).map((server) => ({ round, server })),
  );
}

/**
 * Checks a scenario's answers, warms both servers up and measures them in turns.
 * @throws {BenchmarkError} when an answer is wrong, before or during timing
 */
export async function runScenario(scenario: Scenario, bench: Bench): Promise<ScenarioResult> {
  const { pair, options, progress } = bench;
  const { status, mediaType } = await checkAnswers(scenario, pair.urls);
  const connections = scenario.boundBy === undefined ? options.connections : FEW_CONNECTIONS;

  for (const { server } of turns(1)) {
    progress.step(`${scenario.operation}: warming up ${server}`, warmUpSeconds(options.seconds));
    await loadServer(scenario, server, connections, warmUpSeconds(options.seconds), bench);
    await readWhenIdle(pair.pids[server]);
  }
  const measurements: Measurement[] = [];
  for (const { round, server } of turns(options.rounds)) {
    progress.step(`${scenario.operation}: ${server}, round ${round} of ${options.rounds}`, options.seconds);
    const before = await readProcessFigures(pair.pids[server]);
    const result = await loadServer(scenario, server, connections, options.seconds, bench);
    const after = await readWhenIdle(pair.pids[server]);
    measurements.push(toMeasurement(server, round, result, before, after));
  }
  const summary = summarize(measurements);
  const { operation, boundBy } = scenario;
  return { operation, boundBy, connections, checked: { status, mediaType }, measurements, summary };
}

async function loadServer(
  scenario: Scenario,
  server: ServerName,
  connections: number,
  seconds: number,
  { pair, load, signal }: Bench,
): Promise<LoadResult> {
  try {
    return await load(scenario, { url: pair.urls[server], connections, seconds, signal });
  } catch (cause) {
    if (!(cause instanceof BenchmarkError)) throw cause;
    throw new BenchmarkError(`${scenario.operation}: aborted, because ${server} under load ${cause.message}`, {
      cause,
    });
  }
}

function toMeasurement(
  server: ServerName,
  round: number,
  { answered, sent, requestsPerSecond, p50Ms, p99Ms, generatorBusy }: LoadResult,
  before: ProcessFigures,
  after: ProcessFigures,
): Measurement {
  const cpuMicrosecondsPerRequest =
    before.cpuMicroseconds === undefined || after.cpuMicroseconds === undefined
      ? undefined
      : (after.cpuMicroseconds - before.cpuMicroseconds) / sent;
  return {
    server,
    round,
    requests: answered,
    requestsPerSecond,
    p50Ms,
    p99Ms,
    cpuMicrosecondsPerRequest,
    residentBytes: after.residentBytes,
    generatorBusy,
  };
}

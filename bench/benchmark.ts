/** `npm run benchmark`: both servers, side by side. The table goes to stdout, progress to stderr, all figures to a file. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contract, loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { PAIR_JWT_SECRET, type Pair, startPair } from '../contract-tests/pair.ts';
import { registerAccount } from './account.ts';
import { BenchmarkError } from './benchmark-error.ts';
import { interruption } from './interruption.ts';
import { load } from './load.ts';
import { describeMachine } from './machine.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { createProgress } from './progress.ts';
import { runScenario, type ScenarioResult, turns, warmUpSeconds } from './run.ts';
import { type Scenario, toScenario } from './scenarios.ts';
import { type Report, renderReport } from './table.ts';

const LATEST = fileURLToPath(new URL('results/local/latest.json', import.meta.url));

/** As in production, with one log line per request; only the ceilings are off. */
const PAIR_ENVIRONMENT = {
  NODE_ENV: 'production',
  JWT_SECRET: PAIR_JWT_SECRET,
  LOG_LEVEL: 'info',
  RATE_LIMIT: 'off',
};

async function main(words: readonly string[]): Promise<void> {
  if (words.includes('--help') || words.includes('-h')) return console.log(USAGE);
  const contract = loadContract(OWN_CONTRACT);
  const operationIds = contract.operations.map(({ id }) => id);
  const options = parseOptions(words, operationIds);
  const [machine, startedAt] = [describeMachine(), new Date().toISOString()];
  const results = await measure(contract, options, interruption());
  const report: Report = { machine, contract: contract.digest, options, startedAt, results };
  // The table first: a file that cannot be written does not cost the figures.
  console.log(renderReport(report));
  const file = options.out ?? LATEST;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nAll figures: ${file}`);
}

async function measure(contract: Contract, options: Options, signal: AbortSignal): Promise<ScenarioResult[]> {
  const pair = await startPair({ env: PAIR_ENVIRONMENT });
  try {
    const scenarios = await prepare(contract, options.only, pair);
    const progress = createProgress(process.stderr, stepSeconds(scenarios.length, options), () => performance.now());
    try {
      const results: ScenarioResult[] = [];
      for (const scenario of scenarios) {
        results.push(await runScenario(scenario, { pair, options, load, progress, signal }));
      }
      return results;
    } catch (error) {
      // A terminal's Ctrl-C reaches the servers too, and may show as an error of theirs first.
      signal.throwIfAborted();
      throw error;
    } finally {
      progress.end();
    }
  } finally {
    await pair.stop();
  }
}

async function prepare(contract: Contract, only: readonly string[], { urls }: Pair): Promise<Scenario[]> {
  const run = randomBytes(4).toString('hex');
  let count = 0;
  const freshEmail = () => `bench-${run}-${count++}@example.org`;
  const account = await registerAccount(contract, urls.express, freshEmail());
  const scenarios = contract.operations
    .filter(({ id }) => only.length === 0 || only.includes(id))
    .map((operation) => toScenario(operation, { document: contract.document, account, freshEmail }));
  // Password hashing leaves a process some hundred MiB larger, which would hide what the framework takes.
  return [...scenarios.filter(isBoundByFramework), ...scenarios.filter((scenario) => !isBoundByFramework(scenario))];
}

function isBoundByFramework({ boundBy }: Scenario): boolean {
  return boundBy === undefined;
}

function stepSeconds(scenarios: number, { seconds, rounds }: Options): number[] {
  const warmUps = turns(1).map(() => warmUpSeconds(seconds));
  const measurements = turns(rounds).map(() => seconds);
  return Array.from({ length: scenarios }, () => [...warmUps, ...measurements]).flat();
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof BenchmarkError ? `benchmark: ${error.message}` : error);
  process.exitCode = 1;
});

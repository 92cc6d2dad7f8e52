/** `npm run benchmark`: all subjects, side by side. The table goes to stdout, progress to stderr, all figures to a file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contract, loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { BenchmarkError } from './benchmark-error.ts';
import { commitReport, commitSoak } from './commit.ts';
import { checkAgainst, readCommitted } from './guard-command.ts';
import { toMemoryHtml } from './html/memory-page.ts';
import { toHtml } from './html/page.ts';
import { toResultsInWords } from './in-words.ts';
import { interruption } from './interruption.ts';
import { SOAK_HEAD, soakRows, soakSetUp } from './memory/in-words.ts';
import { soak } from './memory/soak.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { STEP_OVERHEAD_SECONDS } from './plan.ts';
import { createProgress } from './progress.ts';
import { runBenchmark } from './run.ts';
import { align, renderReport } from './table.ts';

async function main(words: readonly string[]): Promise<void> {
  if (words.includes('--help') || words.includes('-h')) return console.log(USAGE);
  const contract = loadContract(OWN_CONTRACT);
  const options = parseOptions(
    words,
    contract.operations.map(({ id }) => id),
  );
  if (options.memoryMinutes === undefined) await benchmark(contract, options);
  else await watchMemory(contract, options, options.memoryMinutes);
}

async function benchmark(contract: Contract, options: Options): Promise<void> {
  // Before minutes have gone by.
  const committed = options.check ? await readCommitted() : undefined;
  const file = fileOf(options, 'latest');
  const report = await runBenchmark({ file, contract, options, ...onTerminal(STEP_OVERHEAD_SECONDS) });
  // The table first: a file that cannot be written does not cost the figures.
  console.log(renderReport(report));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(beside(file, '.html'), toHtml(report));
  if (report.mode === 'full') await writeFile(beside(file, '.md'), toResultsInWords(report));
  console.log(`\nAll figures: ${file}, and as a page: ${beside(file, '.html')}`);
  if (options.commit) console.log(`To be committed: ${(await commitReport(report)).join(', ')}`);
  if (committed !== undefined && !checkAgainst(report, committed)) process.exitCode = 1;
}

async function watchMemory(contract: Contract, options: Options, minutes: number): Promise<void> {
  const file = fileOf(options, 'memory-latest');
  const subjects = options.subjectsGiven ? options.subjects : (['express', 'fastify'] as const);
  const found = await soak({ contract, subjects, minutes, ...onTerminal(0) });
  console.log([...soakSetUp(found), '', ...align([SOAK_HEAD, ...soakRows(found)])].join('\n'));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(found, null, 2)}\n`);
  await writeFile(beside(file, '.html'), toMemoryHtml(found));
  console.log(`\nAll figures: ${file}, and as a page: ${beside(file, '.html')}`);
  if (options.commit) console.log(`To be committed: ${(await commitSoak(found)).join(', ')}`);
}

function fileOf({ out }: Options, name: string): string {
  return resolve(out ?? fileURLToPath(new URL(`results/local/${name}.json`, import.meta.url)));
}

function beside(file: string, extension: string): string {
  return join(dirname(file), `${basename(file, '.json')}${extension}`);
}

function onTerminal(overheadSeconds: number) {
  return {
    createProgress: (stepSeconds: readonly number[]) =>
      createProgress(process.stderr, stepSeconds, () => performance.now(), overheadSeconds),
    signal: interruption(),
    warn: (text: string) => console.error(`benchmark: WARNING: ${text}`),
  };
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof BenchmarkError ? `benchmark: ${error.message}` : error);
  process.exitCode = 1;
});

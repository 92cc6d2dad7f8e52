/** `npm run benchmark`: all subjects, side by side. The table goes to stdout, progress to stderr, all figures to a file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { BenchmarkError } from './benchmark-error.ts';
import { checkAgainstCommitted } from './guard-command.ts';
import { toHtml } from './html/page.ts';
import { toResultsInWords } from './in-words.ts';
import { interruption } from './interruption.ts';
import { parseOptions, USAGE } from './options.ts';
import { STEP_OVERHEAD_SECONDS } from './plan.ts';
import { createProgress } from './progress.ts';
import { runBenchmark } from './run.ts';
import { renderReport } from './table.ts';

const LATEST = fileURLToPath(new URL('results/local/latest.json', import.meta.url));

async function main(words: readonly string[]): Promise<void> {
  if (words.includes('--help') || words.includes('-h')) return console.log(USAGE);
  const contract = loadContract(OWN_CONTRACT);
  const options = parseOptions(
    words,
    contract.operations.map(({ id }) => id),
  );
  const file = resolve(options.out ?? LATEST);
  const report = await runBenchmark({
    file,
    contract,
    options,
    createProgress: (stepSeconds) =>
      createProgress(process.stderr, stepSeconds, () => performance.now(), STEP_OVERHEAD_SECONDS),
    signal: interruption(),
  });
  // The table first: a file that cannot be written does not cost the figures.
  console.log(renderReport(report));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  const beside = (extension: string) => join(dirname(file), `${basename(file, '.json')}${extension}`);
  await writeFile(beside('.html'), toHtml(report));
  if (report.mode === 'full') await writeFile(beside('.md'), toResultsInWords(report));
  console.log(`\nAll figures: ${file}, and as a page: ${beside('.html')}`);
  if (options.check && !(await checkAgainstCommitted(report))) process.exitCode = 1;
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof BenchmarkError ? `benchmark: ${error.message}` : error);
  process.exitCode = 1;
});

/** `npm run benchmark:router`: the router beside its peers. The table goes to stdout, progress to stderr, all figures to a file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { BenchmarkError } from '../benchmark-error.ts';
import { interruption } from '../interruption.ts';
import { compare } from './compare.ts';
import { measureMemory } from './memory.ts';
import { renderMemoryReport } from './memory-report.ts';
import { parseRouterOptions, type RouterOptions, usage } from './options.ts';
import { planOf } from './plan.ts';
import { profileRouter } from './profile.ts';
import { renderRouterReport } from './report.ts';
import { ABSENT, EXTRA_SUBJECTS, SUBJECTS, type Subject } from './subjects.ts';
import { trafficOf } from './traffic.ts';

const KNOWN = [...SUBJECTS, ...EXTRA_SUBJECTS];
const ONE_ROUTER = 'router-50';

async function main(words: readonly string[]): Promise<void> {
  const names = KNOWN.map(({ name }) => name);
  if (words.includes('--help') || words.includes('-h')) return console.log(usage(names));
  const options = parseRouterOptions(words, names);
  const { text, report } = await run(options);
  // The table first: a file that cannot be written does not cost the figures.
  console.log(text);
  const file =
    options.out ?? fileURLToPath(new URL(`../results/local/${nameOf(options)}-latest.json`, import.meta.url));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nAll figures: ${file}`);
}

async function run(options: RouterOptions): Promise<{ readonly text: string; readonly report: object }> {
  const traffic = trafficOf(loadContract(OWN_CONTRACT));
  const signal = interruption();
  if (options.mode === 'memory') {
    const report = await measureMemory({ subjects: chosen(options.only, [ONE_ROUTER]), traffic, signal });
    return { text: renderMemoryReport(report), report };
  }
  if (options.mode === 'profile') {
    const { seconds = 10, connections = 32 } = options;
    const [subject] = chosen(options.only, [ONE_ROUTER]);
    if (subject === undefined) throw new BenchmarkError('there is nothing to profile');
    return profileRouter({ subject, seconds, connections, traffic, signal });
  }
  const subjects = chosen(
    options.only,
    SUBJECTS.map(({ name }) => name),
  );
  const report = await compare({ subjects, absent: ABSENT, plan: planOf(options), traffic, signal });
  return { text: renderRouterReport(report), report };
}

function chosen(only: readonly string[], usual: readonly string[]): Subject[] {
  const wanted = only.length > 0 ? only : usual;
  return KNOWN.filter(({ name }) => wanted.includes(name));
}

function nameOf({ mode }: RouterOptions): string {
  return mode === 'compare' ? 'router' : `router-${mode}`;
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof BenchmarkError ? `benchmark: ${error.message}` : error);
  process.exitCode = 1;
});

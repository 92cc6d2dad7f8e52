import { parseArgs } from 'node:util';
import { createJudge } from '../../parity/conformance/judge.ts';
import { describe } from '../../parity/describe.ts';
import { excusing, FIXTURE_EXCUSES } from '../fixture/excuses.ts';
import { startFixturePair } from '../fixture/pair.ts';
import { fixtureRequests, fixtureSubjects } from '../fixture/subjects.ts';
import { type Pair, startPair } from '../pair.ts';
import { createRunProgress } from '../report/progress.ts';
import { OWN_SERVERS, ownRequests, ownSubjects } from '../suites/own-api.ts';
import type { Subjects } from '../suites/subjects.ts';
import type { GeneratedFinding } from './findings.ts';
import type { Judge, Personalise } from './hooks.ts';
import { type GeneratedResult, runGenerated } from './run.ts';
import { FOUND_CASES, saveAsWireCase } from './save.ts';

/**
 * `node contract-tests/generated/main.ts [--runs N] [--seed S] [--fixture] [--save]`: our own pair, or both servers over the fixture
 * contract; exit 1 on findings, 2 on a wrong option.
 */
const options = readOptions();
if (typeof options === 'string') {
  console.error(options);
  process.exitCode = 2;
} else {
  process.exitCode = await run(options);
}

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly fixture: boolean;
  readonly save: boolean;
}

async function run({ runs, seed, fixture, save }: Options): Promise<number> {
  const { pair, subjects, judge, personalise } = fixture ? await overFixture() : await overOwnContract();
  const progress = createRunProgress(process.stderr, () => performance.now());
  const memory = [`${megabytes()} MB at the start`];
  try {
    progress.begin('generated', runs);
    const onProgress = (done: number, total: number) => {
      if (memory.length === 1 && done >= total / 2) memory.push(`${megabytes()} MB in the middle`);
      progress.advance(done, done);
    };
    const result = await runGenerated(subjects, { runs, seed, personalise, judge, onProgress });
    memory.push(`${megabytes()} MB at the end`);
    progress.end();
    show(result, memory);
    for (const finding of result.findings) {
      console.log(inWords(finding));
      if (save) console.log(`saved as ${saveAsWireCase(finding, FOUND_CASES)}`);
    }
    return result.findings.length === 0 ? 0 : 1;
  } finally {
    await pair.stop();
  }
}

interface Served {
  readonly pair: Pair;
  readonly subjects: Subjects;
  readonly judge: Judge;
  readonly personalise: Personalise;
}

async function overOwnContract(): Promise<Served> {
  const pair = await startPair(OWN_SERVERS);
  const subjects = ownSubjects(pair);
  return { pair, subjects, judge: createJudge(subjects.contract, { houseRules: true }), personalise: ownRequests };
}

async function overFixture(): Promise<Served> {
  const pair = await startFixturePair();
  const subjects = fixtureSubjects(pair);
  const { judge } = excusing(createJudge(subjects.contract, { houseRules: true }), FIXTURE_EXCUSES);
  return { pair, subjects, judge, personalise: fixtureRequests };
}

function show({ requests, durationMs, seed, operations, findings }: GeneratedResult, memory: readonly string[]): void {
  const statuses = new Map<string, number>();
  let keywords = 0;
  for (const tally of Object.values(operations)) {
    keywords += Object.keys(tally.keywords).length;
    for (const [status, count] of Object.entries(tally.statuses))
      statuses.set(status, (statuses.get(status) ?? 0) + count);
  }
  const rate = Math.round((requests / durationMs) * 1000);
  console.log(
    `${requests} requests to each server from the seed ${seed}, ${rate} a second, ${keywords} keywords broken`,
  );
  console.log(
    [...statuses]
      .sort()
      .map(([status, count]) => `${status}: ${count}`)
      .join(', '),
  );
  console.log(`memory: ${memory.join(', ')}`);
  console.log(`${findings.length} findings`);
}

function inWords({ case: title, why, differences, unmet, request }: GeneratedFinding): string {
  return [
    `\n${title} (${why})`,
    ...differences.map((difference) => `  ${describe(difference)}`),
    ...unmet.baseline.map((line) => `  baseline: ${line}`),
    ...unmet.candidate.map((line) => `  candidate: ${line}`),
    shortened(request.raw),
    shortened(request.curl),
  ].join('\n');
}

function shortened(text: string): string {
  return text.length > 4000 ? `${text.slice(0, 4000)} ... (${text.length} characters)` : text;
}

function megabytes(): number {
  return Math.round(process.memoryUsage.rss() / 1e6);
}

function readOptions(): Options | string {
  const usage =
    'usage: node contract-tests/generated/main.ts [--runs N] [--seed S] [--fixture] [--save]; ' +
    'N is 1 or more, S a whole number; --save saves wire cases of our own contract only';
  try {
    const { values } = parseArgs({
      options: {
        runs: { type: 'string', default: '20000' },
        seed: { type: 'string', default: '1' },
        fixture: { type: 'boolean', default: false },
        save: { type: 'boolean', default: false },
      },
    });
    const [runs, seed] = [Number(values.runs), Number(values.seed)];
    if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) return usage;
    const { fixture, save } = values;
    return fixture && save ? usage : { runs, seed, fixture, save };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${usage}`;
  }
}

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describe } from '../../parity/describe.ts';
import { startPair } from '../pair.ts';
import { OWN_SERVERS, ownRequests, ownSubjects } from '../suites/own-api.ts';
import type { GeneratedFinding } from './findings.ts';
import { type GeneratedResult, runGenerated } from './run.ts';
import { saveAsWireCase } from './save.ts';

/** `node contract-tests/generated/main.ts [--runs N] [--seed S] [--save]`: our own pair; exit 1 on findings, 2 on a wrong option. */
const FOUND = join(import.meta.dirname, '..', 'wire', 'cases', 'found');

const options = readOptions();
if (typeof options === 'string') {
  console.error(options);
  process.exitCode = 2;
} else {
  process.exitCode = await run(options);
}

async function run({ runs, seed, save }: { runs: number; seed: number; save: boolean }): Promise<number> {
  const pair = await startPair(OWN_SERVERS);
  const memory = [`${megabytes()} MB at the start`];
  try {
    const result = await runGenerated(ownSubjects(pair), {
      runs,
      seed,
      personalise: ownRequests,
      onProgress(done, total) {
        if (memory.length === 1 && done >= total / 2) memory.push(`${megabytes()} MB in the middle`);
        if (done % 1000 === 0 || done === total) process.stderr.write(`\r${done} of ${total} `);
      },
    });
    memory.push(`${megabytes()} MB at the end`);
    process.stderr.write('\n');
    show(result, memory);
    for (const finding of result.findings) {
      console.log(inWords(finding));
      if (save) console.log(`saved as ${saveAsWireCase(finding, FOUND)}`);
    }
    return result.findings.length === 0 ? 0 : 1;
  } finally {
    await pair.stop();
  }
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

function readOptions(): { runs: number; seed: number; save: boolean } | string {
  const usage =
    'usage: node contract-tests/generated/main.ts [--runs N] [--seed S] [--save]; N is 1 or more, S a whole number';
  try {
    const { values } = parseArgs({
      options: {
        runs: { type: 'string', default: '20000' },
        seed: { type: 'string', default: '1' },
        save: { type: 'boolean', default: false },
      },
    });
    const [runs, seed] = [Number(values.runs), Number(values.seed)];
    if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) return usage;
    return { runs, seed, save: values.save };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${usage}`;
  }
}

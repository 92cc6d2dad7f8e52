/** `npm run parity:power`: plants named faults in one of the two servers, and says which suite catches which. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { toDocument } from './document.ts';
import { type DreddStage, openDreddStage } from './dredd-stage.ts';
import { FAULTS } from './faults/index.ts';
import { type Measured, measureFaults } from './measure.ts';
import { toReport } from './report.ts';
import { type Options, readOptions, USAGE } from './select.ts';
import { failuresOf } from './share.ts';
import { openStage } from './stage.ts';
import { measuredSuites } from './suites.ts';
import { toLine, toSummary } from './table.ts';

/** Suites wait more than they count: two of them share two cores well. */
const STAGES = 2;
const DOCUMENT = join(import.meta.dirname, '../../docs/power.md');

// Passing has to be said: if the process ends in a way that nobody thought of, that is a failure.
process.exitCode = 1;
try {
  if (await main(process.argv.slice(2))) process.exitCode = 0;
} catch (error) {
  console.error(`parity:power: ${error instanceof Error ? error.message : error}\n\n${USAGE}`);
}

async function main(words: readonly string[]): Promise<boolean> {
  if (words.includes('--help') || words.includes('-h')) {
    console.log(USAGE);
    return true;
  }
  const contract = loadContract(OWN_CONTRACT);
  let dreddStage: Promise<DreddStage> | undefined;
  const suites = measuredSuites(() => (dreddStage ??= openDreddStage(contract, (line) => console.log(line))));
  const options = readOptions(words, { faults: FAULTS, suites: suites.map(({ name }) => name) });
  if (options.isList) {
    for (const { name, layer, about } of options.faults) console.log(`${layer.padEnd(10)} ${name} (${about})`);
    return true;
  }
  const startedAtMs = performance.now();
  const stages = await Promise.all(Array.from({ length: STAGES }, () => openStage(contract)));
  try {
    const measured = await measureFaults(options.faults, stages, {
      suites: suites.filter(({ name }) => options.suites.includes(name)),
      isFull: options.isFull,
      onMeasured: (one) => console.log(toLine(one)),
    });
    return conclude(measured, options, (performance.now() - startedAtMs) / 1000);
  } finally {
    await Promise.all(stages.map((stage) => stage.stop()));
    await (await dreddStage)?.stop();
  }
}

function conclude(measured: readonly Measured[], { report, writesDocs }: Options, seconds: number): boolean {
  const failures = failuresOf(measured);
  console.log(`\n${toSummary(measured)}\n\n${seconds.toFixed(0)} s`);
  for (const line of failures) console.log(`FAILED: ${line}`);
  if (report !== undefined) {
    mkdirSync(report, { recursive: true });
    writeFileSync(join(report, 'power.json'), `${JSON.stringify(toReport(measured, failures), undefined, 2)}\n`);
  }
  if (writesDocs) writeFileSync(DOCUMENT, toDocument(measured));
  return failures.length === 0;
}

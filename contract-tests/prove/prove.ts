/** `npm run prove`: compares both servers by every suite, and writes a signed proof where they do the same. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Contract, loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { keywordsByOperation } from '../generated/cases.ts';
import { isGeneratedFinding } from '../generated/findings.ts';
import { FOUND_CASES, saveAsWireCase } from '../generated/save.ts';
import { watchForInterruption } from '../interruption.ts';
import { startPair } from '../pair.ts';
import { documentedOperations } from '../report/documented.ts';
import { createRunProgress } from '../report/progress.ts';
import { assemble, type ReportHeader } from '../report/report.ts';
import { toTable } from '../report/table.ts';
import { writeReports } from '../report/write.ts';
import { loadKnownDifferences, OWN_KNOWN_DIFFERENCES } from '../suites/known-differences.ts';
import type { Finding } from '../suites/suite-result.ts';
import { loadEnvironment, type ProveConfig, readProveConfig } from './config.ts';
import { refusal, summary, untouched } from './in-words.ts';
import { signingKey } from './keys.ts';
import { lockfileDigest } from './lockfile.ts';
import { type ProveOptions, readOptions, USAGE } from './options.ts';
import { createPairs } from './pairs.ts';
import { hasProof, proofFileIn } from './proof-file.ts';
import { prove } from './run.ts';
import { howToSendAgain, sendable } from './send-again.ts';
import { SUITES } from './suites.ts';
import { keptTokenSecret } from './token-secret.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const COMPARING = SUITES.flatMap(({ name, compares }) => (compares ? [name] : [])).join(', ');

// Green has to be said: if the process ends in a way that nobody thought of, that is a failure.
process.exitCode = 1;
const parsed = readOptions(process.argv.slice(2));
if (parsed.kind === 'help') {
  console.log(USAGE);
  process.exitCode = 0;
} else if (parsed.kind === 'mistake') {
  console.error(`prove: ${parsed.message}\n\n${USAGE}`);
} else {
  // What suites leave behind when they were interrupted must not keep the process.
  process.exit(await main(parsed.options));
}

/** @returns the exit code */
async function main(options: ProveOptions): Promise<number> {
  // Keys and secrets are this user's alone.
  process.umask(0o077);
  const interruption = watchForInterruption();
  let file: string | undefined;
  try {
    const config = readProveConfig(loadEnvironment());
    file = proofFileIn(config.dataDir);
    return await run(config, options, file, interruption.signal);
  } catch (error) {
    console.error(`prove: ${error instanceof Error ? error.message : error}`);
    if (file !== undefined) console.error(untouched(file, hasProof(file)));
    return interruption.exitCode() ?? 1;
  }
}

async function run(
  { dataDir, jwtSecret, keys, proofLifeSeconds, serverEnvironment, served }: ProveConfig,
  options: ProveOptions,
  file: string,
  signal: AbortSignal,
): Promise<number> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const environment = { ...serverEnvironment, JWT_SECRET: jwtSecret ?? keptTokenSecret(dataDir) };
  const contract = loadContract(OWN_CONTRACT);
  const startedAt = new Date();
  const outcome = await prove({
    contract,
    suites: SUITES,
    options,
    settings: served,
    known: loadKnownDifferences(OWN_KNOWN_DIFFERENCES),
    pairs: createPairs(environment, startPair),
    signing: {
      key: signingKey(dataDir, keys),
      lifeSeconds: proofLifeSeconds,
      tool: toolVersion(),
      lockfile: lockfileDigest(),
      file,
    },
    now: () => new Date(),
    progress: createRunProgress(process.stderr, () => performance.now()),
    say,
    signal,
  });
  const header = headerOf(contract, startedAt);
  const results = sendable(outcome.results);
  console.log(toTable(assemble(results, header)));
  console.log(`a proof counts the cases of ${COMPARING} only; the other suites can fail it, and cover nothing`);
  for (const line of howToSendAgain(results, options.seed)) console.log(line);
  if (options.report !== undefined) {
    const paths = await writeReports(options.report, results, header, ['json', 'junit', 'html']);
    console.log(`written: ${paths.join(', ')}`);
  }
  if (outcome.kind === 'refuted') {
    if (options.save) saveFound(outcome.judgement.findings);
    console.log(refusal(outcome.judgement, file, hasProof(file)));
    return 1;
  }
  console.log(summary(outcome.proof, file));
  return 0;
}

function saveFound(findings: readonly Finding[]): void {
  for (const finding of findings.filter(isGeneratedFinding)) {
    const path = relative(process.cwd(), saveAsWireCase(finding, FOUND_CASES));
    console.log(`saved as ${path}; every proof sends it once it stands in contract-tests/wire/cases/index.ts`);
  }
}

function headerOf(contract: Contract, startedAt: Date): ReportHeader {
  const { title, version } = contract.document.info;
  return {
    title: 'Proof',
    contract: { title, version, digest: contract.digest },
    baseline: 'express',
    candidate: 'fastify',
    startedAt: startedAt.toISOString(),
    toolVersion: toolVersion(),
    operations: documentedOperations(contract, keywordsOf(contract)),
  };
}

function keywordsOf(contract: Contract): Map<string, readonly string[]> {
  return new Map(Object.entries(keywordsByOperation(contract)).map(([id, { reachable }]) => [id, reachable]));
}

function toolVersion(): string {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return version;
}

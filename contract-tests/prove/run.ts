import type { KeyObject } from 'node:crypto';
import type { Contract } from '../../contract/document.ts';
import type { KnownDifferences } from '../../parity/known-differences.ts';
import { signProof } from '../../parity/proof.ts';
import type { ReportedIdentity } from '../../parity/proof-identity.ts';
import { PROOF_VERSION, type Proof, type ProvenSuite } from '../../parity/proof-payload.ts';
import type { Pair } from '../pair.ts';
import type { RunProgress } from '../report/progress.ts';
import { databasesOf, ownSubjects } from '../suites/own-api.ts';
import { watchResidentMemory } from '../suites/resident-memory.ts';
import type { Subjects } from '../suites/subjects.ts';
import type { Side, SuiteResult } from '../suites/suite-result.ts';
import type { ServedSettings } from '../wire/adapt.ts';
import { askIdentity } from './identity.ts';
import { suiteInWords } from './in-words.ts';
import { type Judgement, judgeRun, type RanSuite } from './judgement.ts';
import type { ProveOptions } from './options.ts';
import type { Pairs } from './pairs.ts';
import { writeProof } from './proof-file.ts';
import { ProveError } from './prove-error.ts';
import { seedOfRun } from './send-again.ts';
import type { Suite, SuiteContext } from './suites.ts';

export interface ProveRun {
  readonly contract: Contract;
  readonly suites: readonly Suite[];
  readonly options: ProveOptions;
  readonly settings: ServedSettings;
  readonly known: KnownDifferences;
  readonly pairs: Pairs;
  readonly signing: {
    readonly key: KeyObject;
    readonly lifeSeconds: number;
    readonly tool: string;
    /** Digest of the lockfile of the servers' packages. */
    readonly lockfile: string;
    readonly file: string;
  };
  readonly now: () => Date;
  readonly progress: RunProgress;
  readonly say: (line: string) => void;
  /** Aborted where the run is to end before its time. */
  readonly signal: AbortSignal;
}

export type Outcome =
  | { readonly kind: 'proven'; readonly proof: Proof; readonly results: readonly SuiteResult[] }
  | {
      readonly kind: 'refuted';
      readonly judgement: Judgement & { readonly kind: 'red' };
      readonly results: readonly SuiteResult[];
    };

/**
 * Starts a pair of servers, has every suite compare them, and writes a proof where nothing was found. However it ends, the servers
 * are stopped and what they wrote is removed.
 * @throws {ProveError} where a suite could not be run to its end
 */
export async function prove(run: ProveRun): Promise<Outcome> {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new ProveError('interrupted'));
  run.signal.addEventListener('abort', onAbort);
  // Also where the signal came before.
  if (run.signal.aborted) onAbort();
  const work = compareAndSign(run);
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    run.signal.removeEventListener('abort', onAbort);
    // What the suites lose with their servers is no news any more.
    work.catch(() => {});
    interrupted.catch(() => {});
    run.progress.end();
    await run.pairs.stop();
  }
}

async function compareAndSign(run: ProveRun): Promise<Outcome> {
  const { contract, options, pairs, signing } = run;
  const pair = await pairs.start({
    databases: 'separate',
    env: { NODE_ENV: 'test', LOCKSTEP_TEST_SEED: seedOfRun(options.seed), LOG_LEVEL: 'error' },
  });
  const identities = await identify(pair, contract);
  const ran = await runSuites(run, contextOf(run, pair));
  const results = ran.map(({ result }) => result);
  const judgement = judgeRun(contract, ran, run.known);
  if (judgement.kind === 'red') return { kind: 'refuted', judgement, results };
  const issuedAt = run.now();
  const server = (name: string, identity: ReportedIdentity) => ({ name, identity, lockfile: signing.lockfile });
  const proof: Proof = {
    version: PROOF_VERSION,
    tool: signing.tool,
    issuedAt: issuedAt.toISOString(),
    expiresAt: new Date(issuedAt.getTime() + signing.lifeSeconds * 1000).toISOString(),
    contract: contract.digest,
    baseline: server('express', identities.baseline),
    candidate: server('fastify', identities.candidate),
    scope: 'all',
    suites: results.map(provenSuite),
    operations: judgement.operations,
  };
  const token = await signProof(proof, signing.key);
  // The last moment at which an interrupted run can still leave no proof.
  if (run.signal.aborted) throw new ProveError('interrupted');
  writeProof(signing.file, token);
  return { kind: 'proven', proof, results };
}

/** @throws {ProveError} where the servers are not what the contract at hand says */
async function identify(pair: Pair, contract: Contract): Promise<Record<Side, ReportedIdentity>> {
  const [baseline, candidate] = await Promise.all([askIdentity(pair.urls.express), askIdentity(pair.urls.fastify)]);
  if (baseline === undefined || candidate === undefined)
    throw new ProveError('a server that was started does not say on /health what it runs');
  if (baseline.contract !== contract.digest || candidate.contract !== contract.digest)
    throw new ProveError('openapi.yaml changed while the servers started; run it again');
  return { baseline, candidate };
}

function contextOf(run: ProveRun, pair: Pair): Omit<SuiteContext, 'onProgress'> {
  return {
    subjects: { ...ownSubjects(pair), contract: run.contract },
    databases: databasesOf(pair),
    options: run.options,
    settings: run.settings,
    start: run.pairs.start,
    say: run.say,
  };
}

async function runSuites({ suites, progress, say, signal }: ProveRun, context: Omit<SuiteContext, 'onProgress'>) {
  const ran: RanSuite[] = [];
  for (const { name, compares, run } of suites) {
    if (signal.aborted) throw new ProveError('interrupted');
    let begun = false;
    const memory = watchResidentMemory();
    const onProgress = (done: number, total: number) => {
      if (!begun) progress.begin(name, total);
      begun = true;
      memory.note(done, total);
      progress.advance(done);
    };
    try {
      ran.push({ name, compares, result: await run({ ...context, onProgress }) });
    } catch (cause) {
      const what = `the suite ${name} could not be run to its end`;
      // A run that was interrupted has stopped the servers itself.
      const silent = signal.aborted ? [] : await silentServers(context.subjects);
      throw new ProveError([what, ...silent].join('; '), { cause });
    }
    progress.end();
    const last = ran.at(-1)?.result;
    if (last !== undefined) say(`${suiteInWords(last)}; memory ${memory.inWords()}`);
  }
  return ran;
}

/** A suite knows of a lost connection only that it is lost. */
async function silentServers({ baseline, candidate }: Pick<Subjects, Side>): Promise<string[]> {
  const identities = await Promise.all([askIdentity(baseline), askIdentity(candidate)]);
  return (['baseline', 'candidate'] as const)
    .filter((_, at) => identities[at] === undefined)
    .map((side) => `the ${side} does not answer any more`);
}

function provenSuite({ suite, cases, requests, seed, durationMs }: SuiteResult): ProvenSuite {
  return { suite, cases, requests, ...(seed === undefined ? {} : { seed }), durationMs: Math.round(durationMs) };
}

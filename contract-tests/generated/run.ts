import fc from 'fast-check';
import type { Contract } from '../../contract/document.ts';
import { compareAnswers } from '../../parity/compare.ts';
import { describe } from '../../parity/describe.ts';
import { toCurl, toRaw } from '../../parity/request-text.ts';
import { call } from '../client.ts';
import { createLane, type Lane, LaneError } from '../wire/lane.ts';
import { request } from '../wire/request.ts';
import { type GeneratedRequest, requests } from './requests.ts';

export interface GeneratedOptions {
  readonly contract: Contract;
  readonly baseline: string;
  readonly candidate: string;
  readonly seed: number;
  readonly runs: number;
  /** Requests under way at once, to each server; default 16. */
  readonly lanes?: number;
  readonly onProgress?: (done: number) => void;
}

export interface GeneratedReport {
  readonly runs: number;
  readonly seconds: number;
  /** Requests by operation, and by status. */
  readonly operations: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
  /** The first difference, its request shrunk as far as it stays one. */
  readonly counterexample: Counterexample | undefined;
}

export interface Counterexample {
  readonly run: number;
  readonly request: GeneratedRequest;
  readonly differences: readonly string[];
  readonly raw: string;
  readonly curl: string;
}

/** Requests made ahead: making them is part of the work, and must not come in one long block. */
const BATCH = 500;

/**
 * Sends generated requests to both servers, which share a seed and have a database each, and compares the answers. Each lane has a
 * person of its own, so that what one lane writes does not show in another. Ends at the first difference.
 */
export async function runGenerated(options: GeneratedOptions): Promise<GeneratedReport> {
  const { contract, seed, runs, lanes: laneCount = 16 } = options;
  const arbitrary = requests(contract);
  const lanes = await Promise.all(
    Array.from({ length: laneCount }, (_, index) => openLane(options, `lane-${seed}-${index}`)),
  );
  const tally = { operations: {} as Record<string, number>, statuses: {} as Record<string, number> };
  const startedAt = performance.now();
  let next = 0;
  let batch: GeneratedRequest[] = [];
  let failedRun: number | undefined;

  const worker = async (lane: PairLane) => {
    while (next < runs && failedRun === undefined) {
      const run = next;
      next += 1;
      if (run % BATCH === 0)
        batch = fc.sample(arbitrary, { seed: seed + run / BATCH, numRuns: Math.min(BATCH, runs - run) });
      const generated = batch[run % BATCH];
      if (generated === undefined) throw new Error('a batch was shorter than it should be');
      const { differences, status } = await lane.exchange(generated, `generated/${run}`);
      tally.operations[generated.operation] = (tally.operations[generated.operation] ?? 0) + 1;
      tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
      if (differences.length > 0) failedRun = Math.min(failedRun ?? run, run);
      if (run % 100 === 0) options.onProgress?.(run);
    }
  };
  try {
    await Promise.all(lanes.map(worker));
  } finally {
    for (const lane of lanes) lane.close();
  }
  return {
    runs: next,
    seconds: (performance.now() - startedAt) / 1000,
    ...tally,
    counterexample: failedRun === undefined ? undefined : await shrink(options, arbitrary, failedRun),
  };
}

/** Replays one run by itself and makes its request smaller as long as the answers differ. */
async function shrink(
  options: GeneratedOptions,
  arbitrary: fc.Arbitrary<GeneratedRequest>,
  run: number,
): Promise<Counterexample> {
  const lane = await openLane(options, `shrinking-${options.seed}-${run}`);
  let step = 0;
  try {
    const property = fc.asyncProperty(arbitrary, async (generated) => {
      step += 1;
      const { differences } = await lane.exchange(generated, `shrinking/${run}/${step}`);
      return differences.length === 0;
    });
    const seed = options.seed + Math.floor(run / BATCH);
    const result = await fc.check(property, { seed, path: String(run % BATCH), numRuns: 1, endOnFailure: false });
    const [smallest] = result.counterexample ?? fc.sample(arbitrary, { seed, path: String(run % BATCH), numRuns: 1 });
    if (smallest === undefined) throw new Error('a failed run has a request');
    step += 1;
    const { differences, bytes } = await lane.exchange(smallest, `shrinking/${run}/${step}`);
    const seen = differences.length > 0 ? differences : ['(seen once, among other requests; not again by itself)'];
    return { run, request: smallest, differences: seen, raw: toRaw(bytes), curl: toCurl(bytes, options.baseline) };
  } finally {
    lane.close();
  }
}

interface PairLane {
  exchange(
    generated: GeneratedRequest,
    testCase: string,
  ): Promise<{ readonly differences: readonly string[]; readonly status: string; readonly bytes: Buffer }>;
  close(): void;
}

async function openLane({ baseline, candidate }: GeneratedOptions, name: string): Promise<PairLane> {
  const token = await register([baseline, candidate], name);
  const [a, b] = [createLane(baseline), createLane(candidate)];
  return {
    async exchange(generated, testCase) {
      const { bytes } = fill(generated, token, testCase);
      const outcomes = await Promise.all([
        outcomeOf(a, bytes, generated.method),
        outcomeOf(b, bytes, generated.method),
      ]);
      const [one, other] = outcomes;
      if (typeof one === 'string' || typeof other === 'string') {
        return { differences: [`baseline: ${wordsOf(one)}; candidate: ${wordsOf(other)}`], status: 'none', bytes };
      }
      return { differences: compareAnswers(one, other).map(describe), status: String(one.status), bytes };
    },
    close() {
      a.close();
      b.close();
    },
  };
}

function outcomeOf(lane: Lane, bytes: Buffer, method: string) {
  return lane.send(bytes, method).catch((error: unknown) => {
    if (error instanceof LaneError) return error.message;
    throw error;
  });
}

function wordsOf(outcome: string | { readonly status: number }): string {
  return typeof outcome === 'string' ? outcome : `status ${outcome.status}`;
}

/** The request's bytes, with whose token and for which case it is sent. */
function fill(generated: GeneratedRequest, token: string, testCase: string) {
  const headers = generated.headers.map(([name, value]): [string, string] => [
    name,
    value.replaceAll('{token}', token),
  ]);
  // Emails are unique: who comes first may differ between the servers when two cases register one.
  const body =
    generated.operation === 'register'
      ? generated.body?.replace(/("email":")(?=[a-z])/, `$1${testCase.replaceAll('/', '-')}.`)
      : generated.body;
  return request(generated.method, generated.target, {
    headers: [['Host', 'localhost'], ['X-Lockstep-Case', testCase], ...headers],
    ...(body === undefined ? {} : { body: body.replaceAll('{token}', token) }),
  });
}

async function register(urls: readonly string[], name: string): Promise<string> {
  const body = {
    email: `${name}@example.org`,
    password: 'correct horse',
    firstName: 'A',
    lastName: 'B',
    role: 'educator',
  };
  const replies = await Promise.all(
    urls.map((url) => call(url, 'POST /api/auth/register', { body, headers: { 'x-lockstep-case': name } })),
  );
  const tokens = new Set(replies.map((reply) => String(reply.body.token)));
  const [token] = tokens;
  if (token === undefined || tokens.size !== 1) throw new Error('the servers gave one registration different tokens');
  return token;
}

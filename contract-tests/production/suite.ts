import { join } from 'node:path';
import { call } from '../client.ts';
import type { Pair, PairOptions } from '../pair.ts';
import type { OnProgress } from '../suites/subjects.ts';
import type { Finding, OperationTally, SuiteResult } from '../suites/suite-result.ts';
import { CHECKS, type World } from './checks.ts';
import { openDatabase } from './database.ts';

export interface ProductionOptions {
  /** Starts the pair that it needs. */
  readonly start: (options: PairOptions) => Promise<Pair>;
  readonly onProgress?: OnProgress;
}

/** Whatever the settings say: budgets are what is looked at. The table is taken away, which a log need not tell. */
const ENVIRONMENT = { NODE_ENV: 'production', RATE_LIMIT: 'on', AI_TIMEOUT_MS: '60000', LOG_LEVEL: 'fatal' };

/**
 * Asks both servers, over one database and without a seed, for what must be true of each of them.
 * @throws {Error} where a server does not start or does not answer
 */
export async function runProduction({ start, onProgress }: ProductionOptions): Promise<SuiteResult> {
  const startedAtMs = performance.now();
  const pair = await start({ databases: 'shared', env: ENVIRONMENT });
  const database = openDatabase(join(pair.dataDirs.express, 'lockstep.sqlite'));
  const urls = { baseline: pair.urls.express, candidate: pair.urls.fastify };
  const sent = { baseline: 0, candidate: 0 };
  const world: World = {
    database,
    send(side, request, options) {
      sent[side] += 1;
      return call(urls[side], request, options);
    },
  };
  const findings: Finding[] = [];
  const operations: Record<string, OperationTally> = {};
  try {
    for (const [at, { name, why, operation, run }] of CHECKS.entries()) {
      const unmet = await run(world);
      const isMet = unmet.baseline.length + unmet.candidate.length === 0;
      const { cases = 0, failed = 0 } = operations[operation] ?? {};
      operations[operation] = { cases: cases + 1, failed: failed + (isMet ? 0 : 1), statuses: {}, keywords: {} };
      if (!isMet) findings.push(findingOf(name, why, operation, unmet));
      onProgress?.(at + 1, CHECKS.length);
    }
  } finally {
    database.close();
    await pair.stop();
  }
  const durationMs = performance.now() - startedAtMs;
  const [cases, requests] = [CHECKS.length, Math.max(sent.baseline, sent.candidate)];
  return { suite: 'production', seed: undefined, cases, requests, durationMs, operations, findings };
}

function findingOf(name: string, why: string, operation: string, unmet: Finding['unmet']): Finding {
  const nothing = { differences: [], request: undefined, observations: undefined };
  return { suite: 'production', case: name, why, operation, unmet, ...nothing };
}

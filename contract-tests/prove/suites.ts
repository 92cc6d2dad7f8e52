/** What is run for a proof, in this order. A further suite is one entry. */

import { createJudge } from '../../parity/conformance/judge.ts';
import { runConformance } from '../conformance/suite.ts';
import { exerciseBoth, toSuiteResult } from '../dredd-suite.ts';
import { runGenerated } from '../generated/run.ts';
import { runLifetime } from '../lifetime/suite.ts';
import { runProduction } from '../production/suite.ts';
import { ownRequests } from '../suites/own-api.ts';
import type { OnProgress, Subjects } from '../suites/subjects.ts';
import type { Side, SuiteName, SuiteResult } from '../suites/suite-result.ts';
import type { ServedSettings } from '../wire/adapt.ts';
import { runWire } from '../wire/suite.ts';
import type { ProveOptions } from './options.ts';
import type { StartPair } from './pairs.ts';
import { runOwnSequences } from './sequences.ts';

export interface Suite {
  readonly name: SuiteName;
  /**
   * Whether it holds the answers of the very servers that the proof is of against one another. One that does not can fail a proof,
   * but not say of an operation that it is identical.
   */
  readonly compares: boolean;
  readonly run: (context: SuiteContext) => Promise<SuiteResult>;
}

export interface SuiteContext {
  readonly subjects: Subjects;
  /** Files of the subjects' databases. */
  readonly databases: Readonly<Record<Side, string>>;
  readonly options: ProveOptions;
  readonly settings: ServedSettings;
  /** Starts further servers with the same settings. */
  readonly start: StartPair;
  readonly say: (line: string) => void;
  readonly onProgress: OnProgress;
}

export const SUITES: readonly Suite[] = [
  {
    name: 'dredd',
    compares: false,
    run: async ({ subjects: { contract }, start, say, onProgress }) =>
      toSuiteResult(await exerciseBoth({ contract, start: forDredd(start), say, onProgress })),
  },
  {
    name: 'wire',
    compares: true,
    run: ({ subjects, databases, settings, onProgress }) => runWire(subjects, { databases, settings, onProgress }),
  },
  {
    name: 'conformance',
    compares: true,
    run: ({ subjects, options: { seed }, onProgress }) =>
      runConformance(subjects, { seed, houseRules: true, onProgress }),
  },
  {
    name: 'generated',
    compares: true,
    run: ({ subjects, options: { seed, runs }, onProgress }) => {
      const judge = createJudge(subjects.contract, { houseRules: true });
      return runGenerated(subjects, { seed, runs, judge, personalise: ownRequests, onProgress });
    },
  },
  { name: 'sequences', compares: false, run: runOwnSequences },
  { name: 'lifetime', compares: false, run: ({ start, onProgress }) => runLifetime({ start, onProgress }) },
  { name: 'production', compares: false, run: ({ start, onProgress }) => runProduction({ start, onProgress }) },
];

/** Its cases come from client addresses of their own, and a busy machine is no fault of a server. */
function forDredd(start: StartPair): StartPair {
  const env = { TRUSTED_PROXIES: 'loopback', AI_TIMEOUT_MS: '60000' };
  return (options = {}) => start({ ...options, env: { ...env, ...options.env } });
}

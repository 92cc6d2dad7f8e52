import { runSequences } from '../sequences/run.ts';
import { databasesOf, OWN_SERVERS, ownSubjects } from '../suites/own-api.ts';
import type { Subjects } from '../suites/subjects.ts';
import type { SuiteResult } from '../suites/suite-result.ts';
import { watchState } from '../wire/state.ts';
import type { SuiteContext } from './suites.ts';

const SEQUENCES = 60;

/** Sequences on servers of their own: they need databases that nobody else writes to, and their model knows one life of tokens. */
export async function runOwnSequences(
  context: Pick<SuiteContext, 'options' | 'start' | 'onProgress'> & { readonly subjects: Pick<Subjects, 'contract'> },
): Promise<SuiteResult> {
  const { options, start, onProgress } = context;
  const pair = await start({ ...OWN_SERVERS, env: { ...OWN_SERVERS.env, JWT_EXPIRES_IN: '7d' } });
  const files = databasesOf(pair);
  const watches = { baseline: watchState(files.baseline), candidate: watchState(files.candidate) };
  const state = async () => ({ baseline: watches.baseline.changed(), candidate: watches.candidate.changed() });
  const subjects = { ...ownSubjects(pair), contract: context.subjects.contract, state };
  try {
    return await runSequences(subjects, { seed: options.seed, sequences: SEQUENCES, onProgress });
  } finally {
    watches.baseline.close();
    watches.candidate.close();
    await pair.stop();
  }
}

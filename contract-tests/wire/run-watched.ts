import type { Side } from '../suites/suite-result.ts';
import type { WireCase } from './case.ts';
import { type CaseResult, type RunOptions, runCases } from './run-cases.ts';
import { watchState } from './state.ts';

/**
 * Runs cases and compares the rows that the stateful ones change, too.
 * @param databases files of the servers' databases
 */
export async function runWatched<World>(
  cases: readonly WireCase<World>[],
  databases: Readonly<Record<Side, string>>,
  options: Omit<RunOptions<World>, 'readState'>,
): Promise<CaseResult[]> {
  const watches = { baseline: watchState(databases.baseline), candidate: watchState(databases.candidate) };
  const readState = async () => ({ baseline: watches.baseline.changed(), candidate: watches.candidate.changed() });
  try {
    return await runCases(cases, { ...options, readState });
  } finally {
    watches.baseline.close();
    watches.candidate.close();
  }
}

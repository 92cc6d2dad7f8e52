import type { Contract } from '../../contract/document.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import { runConformance } from '../conformance/suite.ts';
import { without } from '../suites/sift.ts';
import type { OnProgress } from '../suites/subjects.ts';
import type { Finding, SuiteResult } from '../suites/suite-result.ts';
import { unionOf } from './case-noise.ts';
import { subjectsOf } from './subjects-of.ts';
import type { TwoServers } from './two-servers.ts';

export interface ConformanceOptions {
  readonly contract: Contract;
  /** By operationId. */
  readonly noise: ReadonlyMap<string, RulesOptions>;
  readonly seed: number;
  readonly onProgress: OnProgress;
}

/** What the contract and HTTP say of each operation. What both servers do wrong alike is no difference, and told apart. */
export async function runConformanceSuite(
  servers: TwoServers,
  { contract, noise, seed, onProgress }: ConformanceOptions,
): Promise<{ readonly result: SuiteResult; readonly wrongAlike: readonly Finding[] }> {
  const subjects = subjectsOf(servers, contract, unionOf([...noise.values()]));
  const { concurrency, limits, watch } = servers;
  const result = await runConformance(subjects, {
    ...{ seed, houseRules: false, concurrency, limits, onProgress },
    ...(watch === undefined ? {} : { onObserved: watch }),
  });
  const wrongAlike = result.findings.filter(
    ({ differences, unmet }) => differences.length === 0 && unmet.baseline.join('\n') === unmet.candidate.join('\n'),
  );
  return { result: without(result, new Set(wrongAlike)), wrongAlike };
}

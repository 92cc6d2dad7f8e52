import type { KnownDifferences } from '../../parity/known-differences.ts';
import type { Finding, OperationTally, SuiteResult } from './suite-result.ts';

/** A result without the differences that are known; a finding of which nothing is left is none. */
export function sift(result: SuiteResult, known: KnownDifferences): SuiteResult {
  const excused = new Set<Finding>();
  const findings = result.findings.map((finding) => {
    const differences = known.sift({ case: finding.case, operation: finding.operation }, finding.differences);
    const left = { ...finding, differences };
    const { baseline, candidate } = finding.unmet;
    if (differences.length + baseline.length + candidate.length === 0) excused.add(left);
    return left;
  });
  return without({ ...result, findings }, excused);
}

/** A result that these findings do not belong to. */
export function without(result: SuiteResult, excused: ReadonlySet<Finding>): SuiteResult {
  const findings = result.findings.filter((finding) => !excused.has(finding));
  const operations = Object.entries(result.operations).map(([id, tally]): [string, OperationTally] => {
    const of = (all: Iterable<Finding>) =>
      [...all].reduce((sum, { operation = '', alike = 0 }) => sum + (operation === id ? 1 + alike : 0), 0);
    return [id, { ...tally, failed: of(findings) === 0 ? 0 : Math.max(0, tally.failed - of(excused)) }];
  });
  return { ...result, operations: Object.fromEntries(operations), findings };
}

/**
 * The operations of which known differences were taken out; what belongs to no operation is `''`.
 * @param before the results as the suites gave them
 * @param after the same, sifted
 */
export function excusedOperations(before: readonly SuiteResult[], after: readonly SuiteResult[]): ReadonlySet<string> {
  const left = differencesByOperation(after);
  return new Set(
    [...differencesByOperation(before)].filter(([id, count]) => count > (left.get(id) ?? 0)).map(([id]) => id),
  );
}

function differencesByOperation(results: readonly SuiteResult[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { operation = '', differences } of results.flatMap(({ findings }) => findings))
    counts.set(operation, (counts.get(operation) ?? 0) + differences.length);
  return counts;
}

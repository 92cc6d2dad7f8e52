import type { Contract } from '../../contract/document.ts';
import { digestOperation } from '../../contract/operation-digest.ts';
import { KnownDifferences } from '../../parity/known-differences.ts';
import type { ProvenOperation } from '../../parity/proof-payload.ts';
import { excusedOperations, sift } from '../suites/sift.ts';
import type { Finding, SuiteResult } from '../suites/suite-result.ts';

/** A suite's result, with what the suite is. */
export interface RanSuite {
  readonly name: string;
  readonly compares: boolean;
  readonly result: SuiteResult;
}

export type Judgement =
  | { readonly kind: 'green'; readonly operations: Readonly<Record<string, ProvenOperation>> }
  | {
      readonly kind: 'red';
      readonly findings: readonly Finding[];
      /** What is wrong with the run itself: a proof of nothing is none. */
      readonly faults: readonly string[];
    };

/**
 * Decides whether what the suites saw makes a proof. An operation with a known difference does not fail it, and is not covered by
 * it: accepted is not identical.
 */
export function judgeRun(contract: Contract, ran: readonly RanSuite[], known = new KnownDifferences([])): Judgement {
  const sifted = ran.map((one) => ({ ...one, result: sift(one.result, known) }));
  const excused = excusedOperations(resultsOf(ran), resultsOf(sifted));
  const unused = known.unused().map(({ name, ...where }) => {
    return `the known difference ${name} of ${where.case ?? where.operation} excused nothing; take it out`;
  });
  return judgeSifted(contract, sifted, excused, [...ran.flatMap(faultsOf), ...unused]);
}

/**
 * The same of results without their known differences.
 * @param excused the operations that had one
 * @param faults what is wrong with the run itself
 */
export function judgeSifted(
  contract: Contract,
  ran: readonly RanSuite[],
  excused: ReadonlySet<string>,
  faults: readonly string[],
): Judgement {
  const findings = resultsOf(ran).flatMap((result) => result.findings);
  const operations = coverage(contract, ran, excused);
  const all = [...faults, ...nothingCovered(operations)];
  return findings.length + all.length > 0 ? { kind: 'red', findings, faults: all } : { kind: 'green', operations };
}

function resultsOf(ran: readonly RanSuite[]): SuiteResult[] {
  return ran.map(({ result }) => result);
}

/** Why what a suite answered is worth nothing. */
export function faultsOf({ name, result }: RanSuite): string[] {
  const failed = Object.values(result.operations).reduce((sum, tally) => sum + tally.failed, 0);
  const checks: readonly [boolean, string][] = [
    [result.suite !== name, `the suite ${name} answered for ${result.suite}`],
    [result.cases === 0, `the suite ${name} ran no case`],
    [failed > 0 && result.findings.length === 0, `the suite ${name} counts ${failed} failed cases, but shows none`],
  ];
  return checks.filter(([isFault]) => isFault).map(([, text]) => text);
}

function nothingCovered(operations: Readonly<Record<string, ProvenOperation>>): string[] {
  const some = Object.values(operations).some(({ verdict }) => verdict === 'identical');
  return some ? [] : ['no operation was covered'];
}

/** An operation is identical where a comparing suite had a case of it, and in one at least it succeeded. */
function coverage(
  contract: Contract,
  ran: readonly RanSuite[],
  excused: ReadonlySet<string>,
): Readonly<Record<string, ProvenOperation>> {
  const comparing = ran.filter(({ compares }) => compares).map(({ result }) => result.operations);
  return Object.fromEntries(
    contract.operations.map((operation): [string, ProvenOperation] => {
      const { id } = operation;
      const tallies = comparing.flatMap((all) => (Object.hasOwn(all, id) ? (all[id] ?? []) : []));
      const cases = tallies.reduce((sum, tally) => sum + tally.cases, 0);
      const succeeded = tallies.some(({ statuses }) =>
        Object.entries(statuses).some(([status, times]) => /^2\d\d$/.test(status) && times > 0),
      );
      const verdict = cases > 0 && succeeded && !excused.has(id) ? 'identical' : 'not-covered';
      return [id, { digest: digestOperation(contract.document, operation), verdict, cases }];
    }),
  );
}

import type { Documented } from './transactions.ts';

/** What dredd reported of one transaction. */
export interface Report {
  readonly key: string;
  readonly verdict: 'pass' | 'fail' | 'skip' | 'error';
  readonly reason: string;
}

/** All that one run of dredd left behind. */
export interface Outcome {
  readonly hooksLoaded: boolean;
  readonly reports: readonly Report[];
  readonly stats: Stats;
  /** What ended the run before its time. */
  readonly error?: Error;
}

export interface Stats {
  readonly tests: number;
  readonly passes: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

export type Cell =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly reasons: readonly string[] }
  | { readonly kind: 'missing' };

export interface Verdict {
  /** By key, one for each documented transaction. */
  readonly cells: ReadonlyMap<string, Cell>;
  /** Faults of the run as a whole. */
  readonly faults: readonly string[];
}

export function isGreen({ cells, faults }: Verdict): boolean {
  return faults.length === 0 && cells.size > 0 && [...cells.values()].every(({ kind }) => kind === 'pass');
}

/**
 * Decides what a run of dredd is worth. dredd ends well when its hooks did not load, when it tested nothing and when it skipped
 * everything; here each of these is a fault, and so is a documented transaction that it did not make.
 */
export function judge(documented: readonly Documented[], outcome: Outcome): Verdict {
  return {
    cells: new Map(documented.map((row) => [row.key, cellOf(row, outcome.reports)])),
    faults: faultsOf(documented, outcome),
  };
}

function cellOf({ key, transactions }: Documented, reports: readonly Report[]): Cell {
  const own = reports.filter((report) => report.key === key);
  const reasons = own.flatMap(({ verdict, reason }) => {
    if (verdict === 'pass') return [];
    return [verdict === 'skip' ? `skipped: ${reason}` : reason];
  });
  if (reasons.length > 0) return { kind: 'fail', reasons };
  return own.length < transactions ? { kind: 'missing' } : { kind: 'pass' };
}

function faultsOf(documented: readonly Documented[], { error, hooksLoaded, reports, stats }: Outcome): string[] {
  const keys = new Set(documented.map(({ key }) => key));
  const unknown = reports.filter(({ key }) => !keys.has(key));
  const { tests, passes, failures, errors, skipped } = stats;
  const checks: readonly [boolean, string][] = [
    [error !== undefined, `dredd ended early: ${error?.message}`],
    [!hooksLoaded, 'dredd did not load the hooks'],
    [documented.length === 0, 'the contract documents nothing to test'],
    [tests === 0, 'dredd tested nothing'],
    [tests !== reports.length, `dredd counts ${tests} tests but reported ${reports.length}`],
    [skipped > 0, `dredd skipped ${skipped} of ${tests} tests`],
    [
      passes !== reports.filter(({ verdict }) => verdict === 'pass').length ||
        passes + failures + errors + skipped !== tests,
      `dredd's own figures do not add up: ${JSON.stringify(stats)}`,
    ],
    ...unknown.map(({ key }): [boolean, string] => [true, `dredd made a transaction that is not documented: ${key}`]),
  ];
  return checks.filter(([isFault]) => isFault).map(([, text]) => text);
}

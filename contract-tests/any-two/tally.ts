import type { Observation } from '../../parity/answer.ts';
import type { OperationTally } from '../suites/suite-result.ts';

/** Counts cases by operation. */
export class OperationTallies {
  readonly #counts = new Map<string, { cases: number; failed: number; statuses: Record<string, number> }>();

  /** @param seen what the baseline did */
  add(operation: string, seen: Observation | undefined, isFailed: boolean): void {
    const count = this.#counts.get(operation) ?? { cases: 0, failed: 0, statuses: {} };
    this.#counts.set(operation, count);
    count.cases += 1;
    if (isFailed) count.failed += 1;
    const status = seen?.answers.at(-1)?.status ?? 'none';
    count.statuses[status] = (count.statuses[status] ?? 0) + 1;
  }

  operations(): Readonly<Record<string, OperationTally>> {
    return Object.fromEntries([...this.#counts].map(([operation, count]) => [operation, { ...count, keywords: {} }]));
  }
}

import type { Contract } from '../../contract/document.ts';
import type { OperationTally } from '../suites/suite-result.ts';
import type { ConformanceCase } from './conformance-case.ts';

/** Counts what was asked, by operation; operations of which nothing was asked have zeros. */
export function createTally({ operations }: Contract) {
  const counts = new Map(operations.map(({ id }) => [id, emptyCount()]));
  const of = (operation: string | undefined) => {
    const id = operation ?? '';
    const count = counts.get(id) ?? emptyCount();
    counts.set(id, count);
    return count;
  };
  return {
    note({ operation, breaks }: ConformanceCase, statuses: readonly number[], isFailed: boolean): void {
      const count = of(operation);
      count.cases += 1;
      if (isFailed) count.failed += 1;
      for (const status of statuses) count.statuses[status] = (count.statuses[status] ?? 0) + 1;
      if (breaks !== undefined) count.keywords[breaks] = (count.keywords[breaks] ?? 0) + 1;
    },
    /** Nothing could be asked of it. */
    fail(operation: string): void {
      of(operation).failed += 1;
    },
    operations: (): Record<string, OperationTally> => Object.fromEntries(counts),
  };
}

function emptyCount() {
  return { cases: 0, failed: 0, statuses: {} as Record<string, number>, keywords: {} as Record<string, number> };
}

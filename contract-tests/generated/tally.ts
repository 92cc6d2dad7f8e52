import type { OperationTally } from '../suites/suite-result.ts';

/** Counts what was sent and seen, by operation. */
export class Tally {
  readonly operations: Record<string, OperationTally> = {};

  constructor(operations: readonly string[]) {
    for (const operation of operations)
      this.operations[operation] = { cases: 0, failed: 0, statuses: {}, keywords: {} };
  }

  /** @param status of the baseline's answer */
  add(operation: string, status: string, keyword: string | undefined, isGreen: boolean): void {
    const { cases = 0, failed = 0, statuses = {}, keywords = {} } = this.operations[operation] ?? {};
    const counted = (counts: Readonly<Record<string, number>>, name: string) => {
      // Its own objects, made in this class: counting in place spares a copy for each request.
      const own = counts as Record<string, number>;
      own[name] = (own[name] ?? 0) + 1;
      return own;
    };
    this.operations[operation] = {
      cases: cases + 1,
      failed: failed + (isGreen ? 0 : 1),
      statuses: counted(statuses, status),
      keywords: keyword === undefined ? keywords : counted(keywords, keyword),
    };
  }
}

import type { Operation } from '../contract/operations.ts';

/** One line of the table: what the contract documents and what therefore has to be seen. */
export interface Documented {
  readonly key: string;
  readonly operation: Operation;
  readonly status: string;
  /** Of the response; empty where it has no content. */
  readonly mediaType: string;
  /** How many transactions belong here: one for each media type of the request. */
  readonly transactions: number;
}

/** Every operation x status x media type, in the contract's order. */
export function documentedTransactions(operations: readonly Operation[]): Documented[] {
  return operations.flatMap((operation) =>
    Object.entries(operation.responses).flatMap(([status, mediaTypes]) =>
      (mediaTypes.length === 0 ? [''] : mediaTypes).map((mediaType) => ({
        key: keyOf(operation.path, operation.method, status, mediaType),
        operation,
        status,
        mediaType,
        transactions: Math.max(1, operation.mediaTypes.length),
      })),
    ),
  );
}

export function keyOf(path: string, method: string, status: string, mediaType: string): string {
  return `${method} ${path} ${status} ${mediaType}`;
}

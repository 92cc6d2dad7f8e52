import type { Contract } from '../../contract/document.ts';

/** What a contract says of an operation, and therefore what suites can cover of it. */
export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** As the contract writes them: `200`, `4XX`, `default`. */
  readonly statuses: readonly string[];
  /** Keywords of the request's schemas, `/body/email minLength`; `undefined` where nobody has listed them. */
  readonly keywords: readonly string[] | undefined;
  /** Why it was not tested, or not seen to do what it is for; a report must not call it the same. */
  readonly reservation?: string;
}

/**
 * @param keywords by operationId, written as in `OperationTally.keywords`
 * @param reservations by operationId
 */
export function documentedOperations(
  { operations }: Pick<Contract, 'operations'>,
  keywords: ReadonlyMap<string, readonly string[]>,
  reservations: ReadonlyMap<string, string> = new Map(),
): DocumentedOperation[] {
  return operations.map(({ id, method, path, responses }) => ({
    ...(reservations.has(id) ? { reservation: reservations.get(id) ?? '' } : {}),
    id,
    method,
    path,
    statuses: Object.keys(responses),
    keywords: keywords.get(id),
  }));
}

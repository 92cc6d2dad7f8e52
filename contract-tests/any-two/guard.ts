import type { Contract } from '../../contract/document.ts';
import { createMatcher } from '../../contract/match.ts';

/** Whether a request may be sent to a server whose data is a stranger's. */
export type Guard = (method: string, path: string) => boolean;

/** RFC 9110, 9.2.1 */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * An operation may be asked where it is chosen. What the contract does not know may do anything, so that only methods which promise to
 * change nothing are tried on it, unless a person has allowed all.
 * @param contract with all operations, also those that are not chosen
 */
export function createGuard(contract: Contract, chosen: ReadonlySet<string>, unsafe: boolean): Guard {
  const match = createMatcher(contract.operations);
  return (method, path) => {
    const found = match(method, path);
    if (found.kind === 'operation') return chosen.has(found.operation.id);
    return unsafe || SAFE_METHODS.has(method);
  };
}

import { createMatcher } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';

/**
 * The operations that were seen to succeed. Servers that refuse alike have shown nothing of what an operation does: an expired token or a
 * wrong base path would otherwise pass for two servers that do the same.
 */
export class Successes {
  readonly #match: ReturnType<typeof createMatcher>;
  readonly #seen = new Set<string>();

  /** @param operations with the paths that the servers have */
  constructor(operations: readonly Operation[]) {
    this.#match = createMatcher(operations);
  }

  /** @param status of the baseline's answer, where there is one */
  note(method: string, target: string, status: number | undefined): void {
    if (status === undefined) return;
    const found = this.#match(method, target.split('?', 1)[0] ?? '');
    if (found.kind === 'operation' && isSuccess(found.operation, status)) this.#seen.add(found.operation.id);
  }

  has(operation: string): boolean {
    return this.#seen.has(operation);
  }
}

/** 2xx, or a redirect that the contract documents: one to a page for signing in is a refusal too. */
export function isSuccess({ responses }: Pick<Operation, 'responses'>, status: number): boolean {
  if (status >= 200 && status < 300) return true;
  return status >= 300 && status < 400 && (Object.hasOwn(responses, String(status)) || Object.hasOwn(responses, '3XX'));
}

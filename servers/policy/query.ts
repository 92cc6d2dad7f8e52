import type { Operation } from '../../contract/operations.ts';
import type { FieldError } from '../../contract/problems.ts';

/**
 * The keys of a query that the operation does not document, as errors. Read off the target itself, because the frameworks'
 * parsers disagree on brackets, on keys beyond the thousandth and on bytes that are not UTF-8.
 * @param target request target, in origin form
 */
export function unknownQueryKeys(operation: Operation, target: string): FieldError[] {
  const start = target.indexOf('?');
  if (start === -1) return [];
  const keys = new Set(new URLSearchParams(target.slice(start)).keys());
  return [...keys]
    .filter((key) => !operation.queryParameters.includes(key.replace(/\[.*$/s, '')))
    .map((key) => ({ pointer: `/query/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail: 'is not allowed' }));
}

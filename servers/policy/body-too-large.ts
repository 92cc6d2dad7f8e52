import type { Operation } from '../../contract/operations.ts';
import { type Problem, problem } from '../../contract/problems.ts';

/** The 413 of an operation. */
export function bodyTooLarge(operation: Operation | undefined): Problem {
  const limit =
    operation === undefined ? 'The body is too large.' : `The body may have at most ${operation.maxBodyBytes} bytes.`;
  return problem('body_too_large', limit);
}

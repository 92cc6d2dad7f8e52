import { error as validatorErrors } from 'express-openapi-validator';
import type { Operation } from '../../contract/operations.ts';
import { type Problem, ProblemError, problem } from '../../contract/problems.ts';
import { bodyTooLarge } from '../policy/body-too-large.ts';
import { tokenMissing } from '../policy/refusals.ts';
import { malformedTarget } from '../policy/target.ts';

/** The problem that an error of Express, body-parser or express-openapi-validator stands for; `undefined` for any other. */
export function toProblem(
  error: unknown,
  explain: () => ProblemError | undefined,
  operation: Operation | undefined,
): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof validatorErrors.BadRequest) return explain()?.problem;
  if (error instanceof validatorErrors.Unauthorized) return tokenMissing().problem;
  if (error instanceof URIError) return malformedTarget();
  const { type, status } = error as { readonly type?: unknown; readonly status?: unknown };
  if (type === 'entity.too.large') return bodyTooLarge(operation);
  // body-parser's refusals, and what its decompression throws.
  if (status === 400) return problem('malformed_request', 'The body could not be read.');
  return undefined;
}

import { errorCodes } from 'fastify';
import type { Operation } from '../../contract/operations.ts';
import { type Problem, ProblemError, problem } from '../../contract/problems.ts';
import { bodyTooLarge } from '../policy/body-too-large.ts';
import { malformedTarget } from '../policy/target.ts';

/** The problem that an error of Fastify, its plugins or fastify-openapi-glue stands for; `undefined` for any other. */
export function toProblem(
  error: unknown,
  explain: () => ProblemError | undefined,
  operation: Operation | undefined,
): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  const { validation, errors, code, statusCode } = error as {
    readonly validation?: unknown;
    readonly errors?: readonly unknown[];
    readonly code?: string;
    readonly statusCode?: number;
  };
  // fastify-openapi-glue collects what its security handlers threw.
  const refusal = errors?.find((entry) => entry instanceof ProblemError);
  if (refusal !== undefined) return refusal.problem;
  if (validation !== undefined) return explain()?.problem;
  if (error instanceof errorCodes.FST_ERR_CTP_BODY_TOO_LARGE) return bodyTooLarge(operation);
  if (error instanceof errorCodes.FST_ERR_BAD_URL) return malformedTarget();
  const unreadable = code?.startsWith('FST_ERR_CTP_') || code === 'FST_CP_ERR_INVALID_CONTENT';
  if (unreadable && statusCode === 400) return problem('malformed_request', 'The body could not be read.');
  return undefined;
}

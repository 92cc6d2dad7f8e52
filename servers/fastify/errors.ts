import { errorCodes } from 'fastify';
import { type Problem, ProblemError } from '../../contract/problems.ts';
import { malformedTarget } from '../policy/target.ts';

/** The problem that an error of Fastify, its plugins or fastify-openapi-glue stands for; `undefined` for any other. */
export function toProblem(error: unknown, explain: () => Problem): Problem | undefined {
  if (error instanceof ProblemError && !('validation' in error)) return error.problem;
  const { validation, errors } = error as { readonly validation?: unknown; readonly errors?: readonly unknown[] };
  // fastify-openapi-glue collects what its security handlers threw.
  const refusal = errors?.find((entry) => entry instanceof ProblemError);
  if (refusal !== undefined) return refusal.problem;
  if (validation !== undefined) return explain();
  if (error instanceof errorCodes.FST_ERR_BAD_URL) return malformedTarget();
  return undefined;
}

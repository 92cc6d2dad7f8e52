import { error as validatorErrors } from 'express-openapi-validator';
import { type Problem, ProblemError } from '../../contract/problems.ts';
import { TOKEN_MISSING } from '../policy/refusals.ts';
import { malformedTarget } from '../policy/target.ts';

/** The problem that an error of Express or express-openapi-validator stands for; `undefined` for any other. */
export function toProblem(error: unknown, explain: () => Problem): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof validatorErrors.BadRequest) return explain();
  if (error instanceof validatorErrors.Unauthorized) return TOKEN_MISSING;
  if (error instanceof URIError) return malformedTarget();
  return undefined;
}

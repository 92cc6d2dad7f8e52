import type { ErrorObject } from 'ajv';
import { errorCodes } from 'fastify';
import { type Problem, ProblemError, problem } from '../../contract/problems.ts';
import { validationProblem } from './validation.ts';

/** The problem that an error of ours, of Fastify or of fastify-openapi-glue stands for; undefined for one that nobody expected. */
export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  const { errors, validation, validationContext, code } = error as FrameworkError;
  // fastify-openapi-glue collects what its security handlers threw.
  const refusal = errors?.find((entry) => entry instanceof ProblemError);
  if (refusal !== undefined) return refusal.problem;
  if (validation !== undefined) return validationProblem(validation, validationContext).problem;
  if (error instanceof errorCodes.FST_ERR_BAD_URL) return problem('malformed_request', 'The path cannot be read.');
  if (error instanceof errorCodes.FST_ERR_CTP_BODY_TOO_LARGE)
    return problem('body_too_large', 'The body is too large.');
  if (error instanceof errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE) {
    const headers = { accept: 'application/json' };
    return problem('unsupported_media_type', 'A body must be application/json.', { headers });
  }
  if (error instanceof SyntaxError || JSON_ERRORS.has(String(code))) {
    return problem('malformed_json', 'The body is not JSON.');
  }
  if (error instanceof errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH) {
    return problem('malformed_request', 'The body is not as long as Content-Length says.');
  }
  return undefined;
}

interface FrameworkError {
  readonly errors?: readonly unknown[];
  readonly validation?: readonly ErrorObject[];
  readonly validationContext?: string;
  readonly code?: string;
}

const JSON_ERRORS: ReadonlySet<string> = new Set(['FST_ERR_CTP_EMPTY_JSON_BODY', 'FST_ERR_CTP_INVALID_JSON_BODY']);

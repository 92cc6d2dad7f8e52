import { type Problem, ProblemError, problem } from '../../contract/problems.ts';

/**
 * The problem for an error that nobody expected: outside production it carries the message and its causes, in production
 * neither. A stack goes to the log, never into an answer.
 */
export function toUnexpectedProblem(error: unknown, production: boolean): Problem {
  if (error instanceof ProblemError) return error.problem;
  const detail = 'The server could not answer this request.';
  return problem('internal_error', production ? detail : `${detail} ${describe(error)}`);
}

const MAX_CAUSES = 5;

function describe(error: unknown): string {
  const messages: string[] = [];
  let current = error;
  while (current instanceof Error && messages.length < MAX_CAUSES) {
    messages.push(current.message);
    current = current.cause;
  }
  return messages.length === 0 ? String(error) : messages.join('; caused by: ');
}

import { inspect } from 'node:util';
import { type Problem, problem } from '../../contract/problems.ts';
import { type Answer, toAnswer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { Logger } from './log.ts';

/** A handler failed; `cause` is whatever it threw. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError';

  constructor(cause: unknown) {
    super('a handler failed', { cause });
  }
}

/**
 * The answer to an error: the problem that it stands for, or the one of what nobody expected, which is logged.
 * @param known what the framework's part knows the error to stand for
 */
export function answerError(
  error: unknown,
  known: Problem | undefined,
  exchange: Exchange,
  { log, production }: { readonly log: Logger; readonly production: boolean },
): Answer {
  let cause = error;
  try {
    if (known !== undefined) return toAnswer(known, exchange);
  } catch (fault) {
    // A handler threw a problem that cannot be sent.
    cause = fault;
  }
  log.error({ err: cause, requestId: exchange.requestId }, 'unexpected error');
  return toAnswer(toUnexpectedProblem(cause, production), exchange);
}

/**
 * The problem for an error that nobody expected: outside production it carries the message and its causes, in production
 * neither. A stack goes to the log, never into an answer.
 */
function toUnexpectedProblem(error: unknown, production: boolean): Problem {
  const detail = 'The server could not answer this request.';
  return problem('internal_error', production ? detail : `${detail} ${describe(error)}`);
}

const MAX_CAUSES = 5;

function describe(error: unknown): string {
  const messages: string[] = [];
  const first = error instanceof HandlerError ? error.cause : error;
  let current = first;
  while (current instanceof Error && messages.length < MAX_CAUSES) {
    messages.push(wordsOf(current.message));
    current = current.cause;
  }
  return messages.length === 0 ? wordsOf(first) : messages.join('; caused by: ');
}

/** Anything can be thrown, also what no text can be made of. */
function wordsOf(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
}

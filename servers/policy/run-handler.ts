import { ProblemError } from '../../contract/problems.ts';
import type { AnyHandler } from '../../handlers/operation.ts';
import { type Answer, begin, isStream, toAnswer } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { HandlerError } from './unexpected.ts';

/**
 * What a handler answers to a request, its parameters being those of the exchange.
 * @param onBreak told what a stream throws when the answer can only break off
 * @throws {ProblemError} that the handler threw
 * @throws {HandlerError} for all else that it threw or that its answer lacks: the frameworks give errors of their own, and values
 *   that are no errors, a meaning of theirs
 */
export async function runHandler(
  handler: AnyHandler | undefined,
  body: unknown,
  exchange: Exchange,
  onBreak: (cause: unknown) => void,
): Promise<Answer> {
  if (handler === undefined) throw new Error('an operation without a handler was let through');
  const { path: params, query, headers, cookies } = exchange.input;
  try {
    const output = await handler(
      { params, query, headers, cookies, body, identity: exchange.identity },
      exchange.scope.context,
    );
    const answer = toAnswer(output, exchange);
    return isStream(answer) ? await begin(answer, exchange.method, onBreak) : answer;
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new HandlerError(cause);
  }
}

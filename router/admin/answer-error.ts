import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_MEDIA_TYPE, type Problem, problem, toProblemDocument } from '../../contract/problems.ts';
import { toProblem } from './errors.ts';

/** Told what nobody expected; the answer does not say it. */
export type OnFault = (error: unknown, requestId: string) => void;

/** On every answer: nothing here is for caches, nor for any page to guess a type of. */
export const CONSTANT_FIELDS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Answers with the problem document of an error. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, onFault: OnFault) {
  const known = toProblem(error);
  if (known === undefined) onFault(error, request.id);
  const refusal: Problem = known ?? problem('internal_error', 'The router failed; its log says how.');
  return reply
    .code(refusal.status)
    .headers({ ...CONSTANT_FIELDS, 'x-request-id': request.id, ...refusal.headers })
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(toProblemDocument(refusal, { instance: pathOf(request), requestId: request.id })));
}

/** Without query. */
export function pathOf({ raw }: FastifyRequest): string {
  return (raw.url ?? '/').replace(/\?.*$/s, '');
}

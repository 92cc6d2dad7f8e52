import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { ProblemError } from '../../contract/problems.ts';
import { toAnswer } from '../policy/answer.ts';
import { refuseBearer, requireOperation } from '../policy/refusals.ts';
import type { ValidatedContract } from '../policy/validated-contract.ts';
import { send } from './send.ts';
import './request.ts';

type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/**
 * The handlers of the contract's security schemes, for fastify-openapi-glue. What they throw, it makes an error with a stack of, to look
 * whether another requirement is met; where there is no other, the refusal is only noted, for `answering`.
 */
export function securityHandlers({ routes, securitySchemes }: ValidatedContract): Record<string, Authenticate> {
  const only = new Set<string>();
  for (const methods of Object.values(routes.paths)) {
    for (const described of Object.values(methods)) {
      // The document's types leave open what stands in a path; these are `toValidatedContract`'s.
      const { operationId, security } = described as { readonly operationId: string; readonly security: unknown[] };
      if (security.length === 1) only.add(operationId);
    }
  }
  const authenticate: Authenticate = async ({ headers, exchange }) => {
    const refusal = await refuseBearer(headers, exchange);
    if (refusal === undefined) return;
    if (!only.has(requireOperation(exchange.match, exchange.path).id)) throw new ProblemError(refusal);
    exchange.refusal = refusal;
  };
  return Object.fromEntries(securitySchemes.map((name) => [name, authenticate]));
}

type Authenticate = (request: FastifyRequest) => Promise<void>;

/** A check as a hook that answers what the check noted as refused. */
export function answering(check: Check): onRequestHookHandler {
  return (request, reply, next) => {
    const goOn = () => {
      const { exchange } = request;
      if (exchange.refusal === undefined) next();
      else send(reply, toAnswer(exchange.refusal, exchange));
    };
    check(request, reply).then(goOn, next);
  };
}

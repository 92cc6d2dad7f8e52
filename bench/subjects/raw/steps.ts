import type { IncomingMessage } from 'node:http';
import type { Operation } from '../../../contract/operations.ts';
import { ProblemError } from '../../../contract/problems.ts';
import type { Answer } from '../../../servers/policy/answer.ts';
import { type AppOptions, requireHandlers } from '../../../servers/policy/app-options.ts';
import { readBody } from '../../../servers/policy/body.ts';
import type { Exchange } from '../../../servers/policy/exchange.ts';
import { logBreak } from '../../../servers/policy/log.ts';
import {
  chargeFor,
  requireBearer,
  requireOperation,
  settleMediaType,
  tooManyRequests,
} from '../../../servers/policy/refusals.ts';
import { runHandler } from '../../../servers/policy/run-handler.ts';
import { bodySchemaName } from '../../../servers/policy/validated-contract.ts';
import { createValidation } from '../../../servers/policy/validation.ts';

export interface Steps {
  /** @throws {ProblemError} as a refusal, in the contract's order */
  answerTo(request: IncomingMessage, exchange: Exchange): Promise<Answer>;
}

/**
 * What both frameworks do with a request, in the same order, called directly.
 * @throws {Error} for an operation with parameters: this project's contract has none, and the benchmark measures no other
 */
export function createSteps(options: AppOptions): Steps {
  requireHandlers(options);
  const { contract, handlers, log } = options;
  const validation = createValidation(contract);
  for (const { id, parameters } of contract.operations) {
    if (parameters.length > 0) throw new Error(`${id}: parameters are not measured`);
  }

  function limit(operation: Operation, by: 'address' | 'user', exchange: Exchange): void {
    const charge = chargeFor(operation, by, exchange);
    if (charge !== undefined && !charge.spend()) throw tooManyRequests(exchange.budgets);
  }

  return {
    async answerTo(request, exchange) {
      const operation = requireOperation(exchange.match, exchange.path);
      limit(operation, 'address', exchange);
      if (operation.security.length > 0) await requireBearer(exchange.headers, exchange);
      limit(operation, 'user', exchange);
      settleMediaType(operation, exchange);
      const { mediaType } = exchange;
      const body = mediaType === undefined ? undefined : await bodyOf(request, operation, mediaType);
      validation.readInput(exchange, body);
      const isValid =
        mediaType === undefined ? undefined : validation.validators.get(bodySchemaName(operation, mediaType));
      if (isValid !== undefined && !isValid(body)) throw new ProblemError(validation.explain(exchange, body));
      return runHandler(handlers[operation.id], body, exchange, (cause) => logBreak(log, exchange, cause));
    },
  };
}

function bodyOf(request: IncomingMessage, operation: Operation, mediaType: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    readBody(request, operation, mediaType, (error, body) => {
      if (error === undefined || error === null) resolve(body);
      else reject(error);
    });
  });
}

import type { IncomingMessage } from 'node:http';
import type { ValidateFunction } from 'ajv';
import type { Operation } from '../../../contract/operations.ts';
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
import { createSchemaCompiler } from '../../../servers/policy/schema-compiler.ts';
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
  const compile = createSchemaCompiler();
  const bodies = new Map<string, ValidateFunction>();
  for (const operation of contract.operations) {
    if (operation.parameters.length > 0) throw new Error(`${operation.id}: parameters are not measured`);
    for (const mediaType of operation.mediaTypes) {
      const schema = validation.contract.schemas.get(bodySchemaName(operation, mediaType));
      if (schema !== undefined) bodies.set(bodySchemaName(operation, mediaType), compile(schema));
    }
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
      const body = mediaType === undefined ? undefined : await readBody(request, operation, mediaType);
      validation.readInput(exchange, body);
      const isValid = mediaType === undefined ? undefined : bodies.get(bodySchemaName(operation, mediaType));
      if (isValid !== undefined && !isValid(body)) throw validation.explain(exchange, body);
      return runHandler(handlers[operation.id], body, exchange, (cause) => logBreak(log, exchange, cause));
    },
  };
}

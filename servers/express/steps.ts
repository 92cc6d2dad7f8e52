/** The steps of a request through Express that are not a library's. `app.ts` puts them in order. */
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { toAnswer } from '../policy/answer.ts';
import type { AppOptions } from '../policy/app-options.ts';
import { ClientGoneError, readBody } from '../policy/body.ts';
import { clientAddressOf } from '../policy/client-address.ts';
import type { Page } from '../policy/docs.ts';
import { createExchanges, type Exchange } from '../policy/exchange.ts';
import type { Explain } from '../policy/explain.ts';
import { logBreak, logRequest } from '../policy/log.ts';
import { chargeFor, requireOperation, settleMediaType, tooManyRequests } from '../policy/refusals.ts';
import { runHandler } from '../policy/run-handler.ts';
import { laterInThisTurn } from '../policy/same-turn.ts';
import { toOriginForm, toRoutable } from '../policy/target.ts';
import { answerError as answerOfError } from '../policy/unexpected.ts';
import { INPUT } from '../policy/validated-contract.ts';
import type { Validation } from '../policy/validation.ts';
import { toProblem } from './errors.ts';
import { send } from './send.ts';

/** What a request carries from step to step. */
export interface Locals {
  exchange: Exchange;
  /** The problem that authentication refused with; the validator would replace it by one of its own. */
  refusal?: unknown;
}

export function localsOf({ res }: Request): Locals {
  if (res === undefined) throw new Error('Express gives each request its response');
  // `openExchange` comes first, and sets them.
  return res.locals as Locals;
}

export type Step = RequestHandler<Record<string, string>, unknown, unknown, unknown, Locals & Record<string, unknown>>;

export function openExchange(options: AppOptions): Step {
  const { contract, scopeOf, replayToken } = options;
  const open = createExchanges({ operations: contract.operations, scopeOf, replayToken });
  return (request, response, next) => {
    const exchange = open(request, request.originalUrl);
    exchange.clientAddress = clientAddressOf(request, () => request.ip);
    response.locals.exchange = exchange;
    // The validator finds the operation by this one, and would refuse what it cannot decode before all else.
    request.originalUrl = toRoutable(toOriginForm(request.originalUrl));
    response.on('close', () => logRequest(options, exchange, response.statusCode, response.writableFinished));
    laterInThisTurn(next);
  };
}

export function serveDocs(pages: ReadonlyMap<string, () => Page>): Step {
  return (request, response, next) => {
    const { exchange } = response.locals;
    const open = request.method === 'GET' || request.method === 'HEAD' ? pages.get(exchange.path) : undefined;
    if (open === undefined) return next();
    const { contentType, body } = open();
    send(response, toAnswer({ status: 200, contentType, body }, exchange), exchange);
  };
}

export const matchOperation: Step = (request, response, next) => {
  const { match, path } = response.locals.exchange;
  requireOperation(match, path);
  // HEAD answers like GET (RFC 9110, 9.3.2); node leaves the body out by itself.
  if (request.method === 'HEAD') request.method = 'GET';
  next();
};

export function limit(by: 'address' | 'user'): Step {
  return (_request, response, next) => {
    const { exchange } = response.locals;
    const charge = chargeFor(requireOperation(exchange.match, exchange.path), by, exchange);
    if (charge !== undefined && !charge.spend()) throw tooManyRequests(exchange.budgets);
    next();
  };
}

export const checkMediaType: Step = (_request, response, next) => {
  const { exchange } = response.locals;
  settleMediaType(requireOperation(exchange.match, exchange.path), exchange);
  next();
};

/** Reads the body and the parameters, which the validator then finds as one decoded query parameter. */
export function readInput({ readInput }: Validation): Step {
  return (request, response, next) => {
    const { exchange } = response.locals;
    const operation = requireOperation(exchange.match, exchange.path);
    const read = () => {
      const input = readInput(exchange, request.body);
      if (input !== undefined) setQuery(request, { [INPUT]: input });
    };
    const { mediaType } = exchange;
    if (mediaType === undefined) {
      read();
      return next();
    }
    readBody(request, operation, mediaType, (error, body) => {
      if (error !== undefined) return next(error);
      request.body = body;
      try {
        read();
      } catch (refusal) {
        return next(refusal);
      }
      next();
    });
  };
}

/** Express reads the query anew each time that it is asked for, unless the request has one of its own. */
function setQuery(request: object, query: object): void {
  Object.defineProperty(request, 'query', { value: query, writable: true, configurable: true, enumerable: true });
}

export function handle({ handlers, log }: AppOptions): Step {
  return async (request, response) => {
    const { exchange } = response.locals;
    const handler = handlers[requireOperation(exchange.match, exchange.path).id];
    const answer = await runHandler(handler, request.body, exchange, (cause) => logBreak(log, exchange, cause));
    send(response, answer, exchange);
  };
}

export function answerError({ log, production }: AppOptions, explain: Explain): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { exchange, refusal } = response.locals as Locals;
    if (error instanceof ClientGoneError) return;
    if (response.headersSent) {
      logBreak(log, exchange, error);
      response.destroy();
      return;
    }
    const known = toProblem(refusal ?? error, () => explain(exchange, request.body));
    send(response, answerOfError(error, known, exchange, { log, production }), exchange);
  };
}

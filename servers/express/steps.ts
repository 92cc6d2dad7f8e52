/** The steps of a request through Express that are not a library's. `app.ts` puts them in order. */
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { toAnswer } from '../policy/answer.ts';
import type { AppOptions } from '../policy/app-options.ts';
import { ClientGoneError, readBody } from '../policy/body.ts';
import { normalizeAddress } from '../policy/client-address.ts';
import type { Page } from '../policy/docs.ts';
import { createExchanges, type Exchange } from '../policy/exchange.ts';
import { type Explain, refuseUnknownQuery } from '../policy/explain.ts';
import { logRequest } from '../policy/log.ts';
import { chargeFor, requireMediaType, requireOperation, tooManyRequests } from '../policy/refusals.ts';
import { toUnexpectedProblem } from '../policy/unexpected.ts';
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

export function openExchange({ contract, scopeOf, log }: AppOptions): Step {
  const open = createExchanges({ operations: contract.operations, scopeOf });
  return (request, response, next) => {
    const exchange = open(request, request.originalUrl);
    exchange.clientAddress = normalizeAddress(request.ip);
    response.locals.exchange = exchange;
    response.on('close', () => logRequest(log, exchange, response.statusCode, response.writableFinished));
    // Not at once: where the bytes behind the head are no HTTP, node's parser says so in the same turn, and that is the answer.
    queueMicrotask(next);
  };
}

export function serveDocs(pages: ReadonlyMap<string, () => Page>): Step {
  return (request, response, next) => {
    const { exchange } = response.locals;
    const open = request.method === 'GET' || request.method === 'HEAD' ? pages.get(exchange.path) : undefined;
    if (open === undefined) return next();
    const { contentType, body } = open();
    send(response, toAnswer({ status: 200, contentType, body }, exchange));
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

export const checkMediaType: Step = (request, response, next) => {
  const { exchange } = response.locals;
  const mediaType = requireMediaType(requireOperation(exchange.match, exchange.path), request.headers);
  exchange.mediaType = mediaType;
  // The validator compiles anew for each spelling of the field, and keeps every one.
  if (mediaType !== undefined) request.headers['content-type'] = mediaType;
  next();
};

/** Reads and parses the body, and refuses query keys that nobody documented, which the validator lets through. */
export function readInput(explain: Explain): Step {
  return async (request, response, next) => {
    const { exchange } = response.locals;
    const operation = requireOperation(exchange.match, exchange.path);
    if (exchange.mediaType !== undefined) request.body = await readBody(request, operation, exchange.mediaType);
    refuseUnknownQuery(exchange, request.body, explain);
    next();
  };
}

export function handle({ handlers }: AppOptions): Step {
  return async (request, response) => {
    const { exchange } = response.locals;
    const handler = handlers[requireOperation(exchange.match, exchange.path).id];
    if (handler === undefined) throw new Error('an operation without a handler was let through');
    const output = await handler(
      {
        params: request.params,
        query: request.query,
        headers: request.headers,
        cookies: {},
        body: request.body,
        identity: exchange.identity,
      },
      exchange.scope.context,
    );
    send(response, toAnswer(output, exchange));
  };
}

export function answerError({ log, production }: AppOptions, explain: Explain): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { exchange, refusal } = response.locals as Locals;
    if (error instanceof ClientGoneError) return;
    if (response.headersSent) {
      log.error({ err: error, requestId: exchange.requestId }, 'an answer broke off');
      response.destroy();
      return;
    }
    const known = toProblem(refusal ?? error, () => explain(exchange, request.body));
    if (known === undefined) log.error({ err: error, requestId: exchange.requestId }, 'unexpected error');
    send(response, toAnswer(known ?? toUnexpectedProblem(error, production), exchange));
  };
}

import { createServer, type Server } from 'node:http';
import { constants } from 'node:zlib';
import compression from 'compression';
import cors from 'cors';
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import helmet from 'helmet';
import { ProblemError } from '../../contract/problems.ts';
import { toAnswer } from '../policy/answer.ts';
import { type AppOptions, requireHandlers } from '../policy/app-options.ts';
import { bodyTooLarge } from '../policy/body-too-large.ts';
import { normalizeAddress } from '../policy/client-address.ts';
import { refuseMalformed } from '../policy/client-error.ts';
import { createDocs, type Page } from '../policy/docs.ts';
import { createExchanges, type Exchange } from '../policy/exchange.ts';
import { createExplainer } from '../policy/explain.ts';
import {
  BROTLI_QUALITY,
  COMPRESSION_THRESHOLD_BYTES,
  CORS_ALLOWED_HEADERS,
  CORS_EXPOSED_HEADERS,
  CORS_MAX_AGE_SECONDS,
  CORS_METHODS,
  SECURITY_HEADERS,
} from '../policy/headers.ts';
import { HTTP_LIMITS } from '../policy/http-limits.ts';
import { parseJson } from '../policy/json.ts';
import { logRequest } from '../policy/log.ts';
import { chargeFor, requireBearer, requireMediaType, requireOperation, tooManyRequests } from '../policy/refusals.ts';
import { LockstepResponse } from '../policy/response-head.ts';
import { toOriginForm } from '../policy/target.ts';
import { toUnexpectedProblem } from '../policy/unexpected.ts';
import { toProblem } from './errors.ts';
import { send } from './send.ts';

/**
 * The API on Express 5: express-openapi-validator checks every request against the contract, whose operations are the only
 * routes. The middlewares stand in the order in which the contract's refusals come.
 */
export function createExpressServer(options: AppOptions): Server {
  requireHandlers(options);
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', [...options.trustedProxies]);
  app.set('case sensitive routing', true);
  app.set('strict routing', true);

  // Express gives each response a prototype of its own, which hides the class that the server made it with.
  Object.assign(app.response, { writeHead: LockstepResponse.prototype.writeHead });

  const [findRoute, readMetadata, authenticate, , validate] = openApiMiddlewares(options);
  app.use(
    openExchange(options),
    helmet(SECURITY_HEADERS),
    cors({
      origin: options.frontendUrl,
      credentials: true,
      methods: CORS_METHODS,
      allowedHeaders: CORS_ALLOWED_HEADERS,
      exposedHeaders: CORS_EXPOSED_HEADERS,
      maxAge: CORS_MAX_AGE_SECONDS,
    }),
    compression({
      threshold: COMPRESSION_THRESHOLD_BYTES,
      brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
    }),
    serveDocs(createDocs(options.contract)),
    matchOperation,
    findRoute,
    readMetadata,
    limit('address'),
    authenticate,
    limit('user'),
    checkMediaType,
    readBody(),
    validate,
    handle(options),
    answerError(options),
  );

  const server = createServer(HTTP_LIMITS, (request, response) => {
    request.url = toOriginForm(request.url ?? '/');
    app(request, response);
  });
  return server.on('clientError', refuseMalformed);
}

/** express-openapi-validator as the list of its steps, so that ours can stand between them. */
function openApiMiddlewares({
  contract,
}: AppOptions): [RequestHandler, RequestHandler, RequestHandler, RequestHandler, RequestHandler] {
  const steps = OpenApiValidator.middleware({
    // It changes the document that it is given.
    apiSpec: structuredClone(contract.document) as Parameters<typeof OpenApiValidator.middleware>[0]['apiSpec'],
    validateRequests: { allErrors: true, allowUnknownQueryParameters: false },
    validateResponses: false,
    ajvFormats: { mode: 'full' },
    validateSecurity: {
      handlers: {
        bearer: async (request) => {
          const locals = localsOf(request);
          await requireBearer(request.headers, locals.exchange).catch((refusal: unknown) => {
            locals.refusal = refusal;
            throw refusal;
          });
          return true;
        },
      },
    },
  });
  if (steps.length !== 5) throw new Error(`express-openapi-validator has ${steps.length} steps where 5 are known`);
  return steps as unknown as ReturnType<typeof openApiMiddlewares>;
}

/** What a request carries from step to step. */
export interface Locals {
  exchange: Exchange;
  /** The problem that authentication refused with; the validator would replace it by one of its own. */
  refusal?: unknown;
}

function localsOf({ res }: Request): Locals {
  if (res === undefined) throw new Error('Express gives each request its response');
  // `openExchange` comes first, and sets them.
  return res.locals as Locals;
}

type Step = RequestHandler<Record<string, string>, unknown, unknown, unknown, Locals & Record<string, unknown>>;

function openExchange({ contract, scopeOf, log }: AppOptions): Step {
  const open = createExchanges({ operations: contract.operations, scopeOf });
  return (request, response, next) => {
    const exchange = open(request, request.originalUrl);
    exchange.clientAddress = normalizeAddress(request.ip);
    response.locals.exchange = exchange;
    response.on('close', () => logRequest(log, exchange, response.statusCode, response.writableFinished));
    next();
  };
}

function serveDocs(pages: ReadonlyMap<string, () => Page>): Step {
  return (request, response, next) => {
    const { exchange } = response.locals;
    const open = request.method === 'GET' || request.method === 'HEAD' ? pages.get(exchange.path) : undefined;
    if (open === undefined) return next();
    const { contentType, body } = open();
    send(response, toAnswer({ status: 200, contentType, body }, exchange));
  };
}

const matchOperation: Step = (request, response, next) => {
  const { match, path } = response.locals.exchange;
  requireOperation(match, path);
  // HEAD answers like GET (RFC 9110, 9.3.2); node leaves the body out by itself.
  if (request.method === 'HEAD') request.method = 'GET';
  next();
};

function limit(by: 'address' | 'user'): Step {
  return (_request, response, next) => {
    const { exchange } = response.locals;
    const charge = chargeFor(requireOperation(exchange.match, exchange.path), by, exchange);
    if (charge !== undefined && !charge.spend()) throw tooManyRequests(exchange.budgets);
    next();
  };
}

const checkMediaType: Step = (request, response, next) => {
  const { exchange } = response.locals;
  const mediaType = requireMediaType(requireOperation(exchange.match, exchange.path), request.headers);
  exchange.mediaType = mediaType;
  // The validator compiles anew for each spelling of the field, and keeps every one.
  if (mediaType !== undefined) request.headers['content-type'] = mediaType;
  next();
};

/** Reads the body as bytes, up to the operation's size, and JSON as JSON. */
function readBody(): Step {
  const readers = new Map<number, RequestHandler>();
  return (request, response, next) => {
    const { exchange } = response.locals;
    const { mediaType } = exchange;
    if (mediaType === undefined) return next();
    const operation = requireOperation(exchange.match, exchange.path);
    const { maxBodyBytes } = operation;
    // body-parser would read the whole body before it refuses it.
    if (Number(request.headers['content-length']) > maxBodyBytes) throw new ProblemError(bodyTooLarge(operation));
    const read = readers.get(maxBodyBytes) ?? express.raw({ type: () => true, limit: maxBodyBytes });
    readers.set(maxBodyBytes, read);
    read(request as Parameters<RequestHandler>[0], response as Parameters<RequestHandler>[1], (error?: unknown) => {
      if (error !== undefined) return next(error);
      try {
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        request.body = /\bjson$/.test(mediaType) ? parseJson(bytes) : bytes;
      } catch (refusal) {
        return next(refusal);
      }
      next();
    });
  };
}

function handle({ handlers }: AppOptions): Step {
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

function answerError({ contract, log, production }: AppOptions): ErrorRequestHandler {
  const explain = createExplainer(contract.document);
  return (error: unknown, request, response, _next) => {
    const { exchange, refusal } = response.locals as Locals;
    if (response.headersSent) {
      log.error({ err: error, requestId: exchange.requestId }, 'an answer broke off');
      response.destroy();
      return;
    }
    const operation = exchange.match.kind === 'operation' ? exchange.match.operation : undefined;
    const known = toProblem(
      refusal ?? error,
      () =>
        operation && explain(operation, { body: request.body, query: request.query, mediaType: exchange.mediaType }),
      operation,
    );
    if (known === undefined) log.error({ err: error, requestId: exchange.requestId }, 'unexpected error');
    send(response, toAnswer(known ?? toUnexpectedProblem(error, production), exchange));
  };
}

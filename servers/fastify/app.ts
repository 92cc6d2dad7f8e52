import cors from '@fastify/cors';
import type { ValidateFunction } from 'ajv';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import openapiGlue from 'fastify-openapi-glue';
import { ProblemError, problem } from '../../contract/problems.ts';
import { toAnswer } from '../policy/answer.ts';
import { type AppOptions, requireHandlers } from '../policy/app-options.ts';
import { ClientGoneError } from '../policy/body.ts';
import { clientAddressOf } from '../policy/client-address.ts';
import { createDocs } from '../policy/docs.ts';
import { createExchanges } from '../policy/exchange.ts';
import type { Explain, Validators } from '../policy/explain.ts';
import { HTTP_LIMITS } from '../policy/http-limits.ts';
import { refuseOutsideFrameworks } from '../policy/http-server.ts';
import { logBreak, logRequest } from '../policy/log.ts';
import { requireOperation } from '../policy/refusals.ts';
import type { FixedFields, LockstepResponse } from '../policy/response-head.ts';
import { runHandler } from '../policy/run-handler.ts';
import { laterInThisTurn } from '../policy/same-turn.ts';
import { malformedTarget, toOriginForm, toRoutable } from '../policy/target.ts';
import { answerError } from '../policy/unexpected.ts';
import { INPUT, SCHEMA_NAME } from '../policy/validated-contract.ts';
import { createValidation, type Validation } from '../policy/validation.ts';
import { securityHandlers } from './authentication.ts';
import { addBodyParsers } from './bodies.ts';
import { toProblem } from './errors.ts';
import { askForFixedFields, corsOptions } from './fixed-fields.ts';
import { registerRefusals } from './refusals.ts';
import { send } from './send.ts';

/**
 * The API on Fastify 5: fastify-openapi-glue makes the routes and their validation from the contract. Fastify's own order
 * (onRequest, media type, size, parse, validation, handler) is the order in which the contract's refusals come.
 */
export async function createFastifyServer(options: AppOptions): Promise<FastifyInstance> {
  requireHandlers(options);
  const { contract, trustedProxies } = options;
  const validation = createValidation(contract);
  const { explain } = validation;
  const app = Fastify({
    http: HTTP_LIMITS,
    keepAliveTimeout: HTTP_LIMITS.keepAliveTimeout,
    requestTimeout: HTTP_LIMITS.requestTimeout,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    rewriteUrl: (request) => toRoutable(toOriginForm(request.url ?? '/')),
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, maxParamLength: HTTP_LIMITS.maxHeaderSize },
    frameworkErrors: (error, request, reply) => {
      request.exchange = openExchange(request, reply);
      onError(error, request, reply);
    },
    // What is wrong is told by `explain`; this only says that something is.
    schemaErrorFormatter: () => new ProblemError(NOT_VALID),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  const openExchange = exchangeOpener(options, await askForFixedFields(options.frontendUrl));
  const onError = errorAnswerer(options, explain);

  app.decorateRequest('exchange');
  app.addHook('onRequest', (request, reply, next) => {
    request.exchange = openExchange(request, reply);
    laterInThisTurn(next);
  });
  addBodyParsers(app, contract.operations);
  useContractSchemas(app, validation.validators);
  app.setErrorHandler(onError);
  await app.register((scope) => serveOperations(scope, options, validation));
  await app.register((scope) => answerOthers(scope, options));
  refuseOutsideFrameworks(app.server, contract.operations);
  return app;
}

/** The contract's operations, in a scope of their own: no hook is theirs that is for other requests. */
async function serveOperations(
  app: FastifyInstance,
  options: AppOptions,
  { contract, readInput }: Validation,
): Promise<void> {
  app.addHook('preValidation', (request, _reply, next) => {
    const input = readInput(request.exchange, request.body);
    if (input !== undefined) request.query = { [INPUT]: input };
    next();
  });
  await registerRefusals(app, options);
  await app.register(openapiGlue, {
    specification: contract.routes,
    securityHandlers: securityHandlers(contract),
    operationResolver: (operationId: string) => handlerOf(operationId, options),
  });
}

/** What is no operation: preflight requests, which never are one (`unsupported.ts`), the documentation, and what there is not. */
async function answerOthers(app: FastifyInstance, { contract, frontendUrl }: AppOptions): Promise<void> {
  await app.register(cors, corsOptions(frontendUrl));
  const pages = createDocs(contract);
  // Before the body is read: what is refused for its path must not be waited for.
  app.addHook('onRequest', ({ exchange, is404 }, _reply, next) => {
    if (!is404 && pages.has(exchange.path)) return next();
    requireOperation(exchange.match, exchange.path);
    if (is404) throw new ProblemError(malformedTarget());
    next();
  });
  app.setNotFoundHandler(() => {
    throw new Error('a request that no route takes was let through');
  });
  for (const [path, open] of pages) {
    app.get(path, (request, reply) => {
      const { contentType, body } = open();
      return send(reply, toAnswer({ status: 200, contentType, body }, request.exchange));
    });
  }
}

const NOT_VALID = problem('validation_failed', 'The request does not match the contract.');

/**
 * The contract's dialect and full formats; bodies are not coerced, and answers are already bytes. The routes name their schemas:
 * fastify-openapi-glue would put what references point to in their place, which moves defaults and gives all recursive schemas one name.
 */
function useContractSchemas(app: FastifyInstance, validators: Validators): void {
  const named = (schema: NamedSchema | undefined): ValidateFunction => {
    const found = validators.get(String(schema?.[SCHEMA_NAME]));
    if (found === undefined) throw new Error('a route with a schema that is not of the contract');
    return found;
  };
  app.setValidatorCompiler<RouteSchema>(({ schema, httpPart }) =>
    httpPart === 'body' ? named(schema) : ofMember(named(schema.properties?.[INPUT]), INPUT),
  );
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
}

/** Checks one member of an object, as a compiled schema would: what is wrong stands at the function. */
function ofMember(check: ValidateFunction, member: string) {
  const checkMember = (data: unknown) => {
    const valid = check((data as Readonly<Record<string, unknown>>)[member]);
    return valid === true ? true : { error: check.errors ?? [] };
  };
  return checkMember;
}

interface NamedSchema {
  readonly [SCHEMA_NAME]?: string;
}

interface RouteSchema extends NamedSchema {
  readonly properties?: { readonly [INPUT]?: NamedSchema };
}

function exchangeOpener(options: AppOptions, fixed: FixedFields) {
  const { contract, scopeOf, replayToken } = options;
  const open = createExchanges({ operations: contract.operations, scopeOf, replayToken });
  return (request: FastifyRequest, reply: FastifyReply) => {
    const exchange = open(request.raw, request.originalUrl);
    exchange.clientAddress = clientAddressOf(request.raw, () => request.ip);
    // The server makes its answers of this class (`HTTP_LIMITS`).
    (reply.raw as LockstepResponse).fixed = fixed;
    reply.raw.on('close', () => logRequest(options, exchange, reply.raw.statusCode, reply.raw.writableFinished));
    return exchange;
  };
}

function handlerOf(operationId: string, { handlers, log }: AppOptions) {
  const handler = handlers[operationId];
  // Nothing for Fastify to wait for: it would listen to the end of an answer that is a promise's.
  return ({ body, exchange }: FastifyRequest, reply: FastifyReply): void => {
    runHandler(handler, body, exchange, (cause) => logBreak(log, exchange, cause))
      .then((answer) => {
        send(reply, answer);
      })
      .catch((error: unknown) => reply.send(error));
  };
}

function errorAnswerer({ log, production }: AppOptions, explain: Explain) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const { exchange } = request;
    if (error instanceof ClientGoneError) return reply.hijack();
    const known = toProblem(error, () => explain(exchange, request.body));
    return send(reply, answerError(error, known, exchange, { log, production }));
  };
}

import { createServer, type Server } from 'node:http';
import cors from 'cors';
import express from 'express';
import helmet from 'helmet';
import { type AppOptions, requireHandlers } from '../policy/app-options.ts';
import { createDocs } from '../policy/docs.ts';
import { CORS, SECURITY_HEADERS } from '../policy/headers.ts';
import { HTTP_LIMITS } from '../policy/http-limits.ts';
import { refuseOutsideFrameworks } from '../policy/http-server.ts';
import { LockstepResponse } from '../policy/response-head.ts';
import { toOriginForm } from '../policy/target.ts';
import { createValidation } from '../policy/validation.ts';
import {
  answerError,
  checkMediaType,
  handle,
  limit,
  matchOperation,
  openExchange,
  readInput,
  serveDocs,
} from './steps.ts';
import { createValidator } from './validator.ts';

/**
 * The API on Express 5: express-openapi-validator checks every request against the contract, whose operations are the only
 * routes. The middlewares stand in the order in which the contract's refusals come.
 */
export async function createExpressServer(options: AppOptions): Promise<Server> {
  requireHandlers(options);
  const validation = createValidation(options.contract);
  const pages = createDocs(options.contract);
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', [...options.trustedProxies]);
  app.set('case sensitive routing', true);
  app.set('strict routing', true);

  // Express gives each response a prototype of its own, which hides the class that the server made it with.
  const { writeHead, end } = LockstepResponse.prototype;
  Object.assign(app.response, { writeHead, end });

  const { findRoute, readMetadata, authenticate, validate } = await createValidator(app, validation.contract);
  app.use(
    openExchange(options),
    helmet(SECURITY_HEADERS),
    cors({ ...CORS, origin: options.frontendUrl }),
    serveDocs(pages),
    matchOperation,
    findRoute,
    readMetadata,
    limit('address'),
    authenticate,
    limit('user'),
    checkMediaType,
    readInput(validation),
    validate,
    handle(options),
    answerError(options, validation.explain),
  );

  const server = createServer(HTTP_LIMITS, (request, response) => {
    request.url = toOriginForm(request.url ?? '/');
    app(request, response);
  });
  return refuseOutsideFrameworks(server, options.contract.operations);
}

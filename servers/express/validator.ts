import type { Express, Request, RequestHandler, Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { ContractError } from '../../contract/document.ts';
import { requireBearer } from '../policy/refusals.ts';
import { renamedFormats } from '../policy/schema-compiler.ts';
import type { ValidatedContract } from '../policy/validated-contract.ts';
import { localsOf } from './steps.ts';

/** The steps of express-openapi-validator that are used here; it has a fifth, for multipart bodies, which no operation reads. */
export interface ValidatorSteps {
  readonly findRoute: RequestHandler;
  readonly readMetadata: RequestHandler;
  readonly authenticate: RequestHandler;
  readonly validate: RequestHandler;
}

/**
 * express-openapi-validator as the list of its steps, so that ours can stand between them.
 * @throws {ContractError} where it does not take the contract
 */
export async function createValidator(
  app: Express,
  { document, securitySchemes }: ValidatedContract,
): Promise<ValidatorSteps> {
  const steps = OpenApiValidator.middleware({
    // It changes the document that it is given.
    apiSpec: structuredClone(document) as Parameters<typeof OpenApiValidator.middleware>[0]['apiSpec'],
    // Unknown query parameters are refused by `readInput`, which both servers share.
    validateRequests: { allErrors: true, allowUnknownQueryParameters: true },
    validateResponses: false,
    ajvFormats: { mode: 'full' },
    formats: renamedFormats() as NonNullable<Parameters<typeof OpenApiValidator.middleware>[0]['formats']>,
    validateSecurity: { handlers: Object.fromEntries(securitySchemes.map((name) => [name, authenticateBearer])) },
  });
  const [findRoute, readMetadata, authenticate, multipart, validate] = steps as unknown as RequestHandler[];
  if (!findRoute || !readMetadata || !authenticate || !multipart || !validate || steps.length > 5) {
    throw new Error(`express-openapi-validator has ${steps.length} steps where 5 are known`);
  }
  await load(findRoute, app);
  return { findRoute, readMetadata, authenticate: forgettingRefusals(authenticate), validate };
}

/** It reads the contract in the background, and would answer every request with what it has against it. */
function load(findRoute: RequestHandler, app: Express): Promise<void> {
  return new Promise((resolve, reject) => {
    // Its first step looks at nothing of a request but its app.
    findRoute({ app } as unknown as Request, {} as Response, (cause?: unknown) => {
      if (cause === undefined) return resolve();
      const message = cause instanceof Error ? cause.message : String(cause);
      reject(new ContractError(`the contract cannot be served: ${message}`, { cause }));
    });
  });
}

async function authenticateBearer(request: Request): Promise<boolean> {
  const locals = localsOf(request);
  await requireBearer(request.headers, locals.exchange).catch((refusal: unknown) => {
    locals.refusal = refusal;
    throw refusal;
  });
  return true;
}

/** Where another requirement is met, a token that was refused says nothing of what comes later. */
function forgettingRefusals(authenticate: RequestHandler): RequestHandler {
  return (request, response, next) =>
    authenticate(request, response, (error?: unknown) => {
      if (error === undefined) delete localsOf(request).refusal;
      next(error);
    });
}

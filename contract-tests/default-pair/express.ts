import compression from 'compression';
import cors from 'cors';
import express, { type ErrorRequestHandler } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Contract } from '../../contract/document.ts';
import { handlerOf } from './examples.ts';
import type { DefaultPairOptions } from './options.ts';

/** Express as its libraries' documentation puts it together, serving any contract. */
export function createDefaultExpress(contract: Contract, options: DefaultPairOptions): express.Express {
  const app = express();
  app.use(helmet());
  app.use(cors({ origin: options.frontendUrl, credentials: true }));
  app.use(compression());
  if (options.rateLimit !== undefined) {
    app.set('trust proxy', 'loopback');
    app.use(rateLimit({ limit: options.rateLimit }));
  }
  app.use(express.json());
  app.use(
    OpenApiValidator.middleware({
      apiSpec: structuredClone(contract.document) as Parameters<typeof OpenApiValidator.middleware>[0]['apiSpec'],
      validateRequests: true,
    }),
  );
  for (const operation of contract.operations) {
    const handle = handlerOf(contract, operation, options);
    // The contract's methods are among Express's.
    const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    app[method](operation.path.replaceAll(/\{([^}]+)\}/g, ':$1'), ({ params, query, body }, response) => {
      const output = handle({ params, query, body });
      if (output !== undefined) response.status(output.status).json(output.body);
    });
  }
  if (options.errorHandler ?? true) app.use(answerError);
  // Express prints the errors that are left to it, but for this environment.
  else app.set('env', 'test');
  return app;
}

const answerError: ErrorRequestHandler = (
  error: { status?: number; message: string; errors?: unknown },
  _request,
  response,
  _next,
) => {
  response.status(error.status ?? 500).json({ message: error.message, errors: error.errors });
};

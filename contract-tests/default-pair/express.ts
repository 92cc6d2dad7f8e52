import compression from 'compression';
import cors from 'cors';
import express, { type ErrorRequestHandler } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import helmet from 'helmet';
import type { Contract } from '../../contract/document.ts';
import { exampleAnswer } from './examples.ts';

/** Express as its libraries' documentation puts it together. */
export function createDefaultExpress(contract: Contract, frontendUrl: string): express.Express {
  const app = express();
  app.use(helmet());
  app.use(cors({ origin: frontendUrl, credentials: true }));
  app.use(compression());
  app.use(express.json());
  app.use(
    OpenApiValidator.middleware({
      apiSpec: structuredClone(contract.document) as Parameters<typeof OpenApiValidator.middleware>[0]['apiSpec'],
      validateRequests: true,
    }),
  );
  for (const operation of contract.operations) {
    const { status, body } = exampleAnswer(contract, operation);
    const method = operation.method.toLowerCase() as 'get' | 'post' | 'put';
    app[method](operation.path, (_request, response) => {
      response.status(status).json(body);
    });
  }
  app.use(((error: { status?: number; message: string; errors?: unknown }, _request, response, _next) => {
    response.status(error.status ?? 500).json({ message: error.message, errors: error.errors });
  }) satisfies ErrorRequestHandler);
  return app;
}

import compress from '@fastify/compress';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import openapiGlue from 'fastify-openapi-glue';
import type { Contract } from '../../contract/document.ts';
import { exampleAnswer } from './examples.ts';

/** Fastify as its libraries' documentation puts it together. */
export async function createDefaultFastify(contract: Contract, frontendUrl: string): Promise<FastifyInstance> {
  // Unknown keywords (examples, extensions) end Fastify's own validator at start; its documentation's way out is this option.
  const app = Fastify({ ajv: { customOptions: { strict: false } } });
  await app.register(helmet);
  await app.register(cors, { origin: frontendUrl, credentials: true });
  await app.register(compress);
  const operations = new Map(contract.operations.map((operation) => [operation.id, operation]));
  await app.register(openapiGlue, {
    specification: contract.document,
    securityHandlers: {
      bearer: async (request: { headers: Record<string, unknown> }) => {
        if (!String(request.headers.authorization ?? '').startsWith('Bearer ')) throw new Error('no token');
      },
    },
    operationResolver: (operationId: string) => {
      const operation = operations.get(operationId);
      if (operation === undefined) throw new Error(`unknown operation ${operationId}`);
      const { status, body } = exampleAnswer(contract, operation);
      return async (_request, reply) => reply.code(status).send(body);
    },
  });
  return app;
}

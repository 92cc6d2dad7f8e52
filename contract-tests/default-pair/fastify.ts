import compress from '@fastify/compress';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import openapiGlue from 'fastify-openapi-glue';
import type { Contract } from '../../contract/document.ts';
import { handlerOf } from './examples.ts';
import type { DefaultPairOptions } from './options.ts';

/** Fastify as its libraries' documentation puts it together, serving any contract. */
export async function createDefaultFastify(contract: Contract, options: DefaultPairOptions): Promise<FastifyInstance> {
  const isLimited = options.rateLimit !== undefined;
  const app = Fastify({
    // Unknown keywords (examples, extensions) end Fastify's own validator at start; its documentation's way out is this option.
    ajv: { customOptions: { strict: false } },
    ...(isLimited ? { trustProxy: 'loopback' } : {}),
  });
  await app.register(helmet);
  await app.register(cors, { origin: options.frontendUrl, credentials: true });
  await app.register(compress);
  if (isLimited) await app.register(rateLimit, { max: options.rateLimit });
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
      const handle = handlerOf(contract, operation, options);
      return async ({ params, query, body }, reply) => {
        const output = handle({ params, query, body });
        return output === undefined ? undefined : reply.code(output.status).send(output.body);
      };
    },
  });
  return app;
}

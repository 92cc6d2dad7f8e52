import cors, { type FastifyCorsOptions } from '@fastify/cors';
import helmet from '@fastify/helmet';
import Fastify from 'fastify';
import { CORS, SECURITY_HEADERS } from '../policy/headers.ts';
import { type FixedFields, fixFields } from '../policy/response-head.ts';

/** The options of @fastify/cors, for pages of one origin. */
export function corsOptions(frontendUrl: string): FastifyCorsOptions {
  return {
    ...CORS,
    // A function, because only then does the plugin say that the answer varies by origin.
    origin: (_origin, decide) => decide(null, frontendUrl),
    strictPreflight: false,
  };
}

/** What an answer brings of its own, or node adds. */
const NOT_FIXED: readonly string[] = ['content-length', 'content-type', 'connection', 'date', 'vary'];

/**
 * The fields that @fastify/helmet and @fastify/cors give every answer. Neither looks at the request for them, so they are asked once, at
 * start: per request they cost more than Fastify itself.
 */
export async function askForFixedFields(frontendUrl: string): Promise<FixedFields> {
  const app = Fastify();
  await app.register(helmet, SECURITY_HEADERS);
  await app.register(cors, corsOptions(frontendUrl));
  app.get('/', (_request, reply) => reply.send());
  const { headers } = await app.inject({ method: 'GET', url: '/' });
  await app.close();
  const fixed = Object.entries(headers).filter(([name]) => !NOT_FIXED.includes(name));
  return fixFields(Object.fromEntries(fixed.map(([name, value]) => [name, value ?? ''])));
}

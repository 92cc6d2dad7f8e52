import type { Exchange } from '../policy/exchange.ts';

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }
}

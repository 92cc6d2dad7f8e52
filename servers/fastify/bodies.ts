import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Operation } from '../../contract/operations.ts';
import { readBody } from '../policy/body.ts';
import { requireOperation } from '../policy/refusals.ts';

type Done = (error: Error | null, body?: unknown) => void;

/**
 * One parser for each media type that the contract reads, and no other: Fastify's own would let plain text through. It is given
 * the request itself, so that the reader that both servers share decides on size and coding.
 */
export function addBodyParsers(app: FastifyInstance, operations: readonly Operation[]): void {
  app.removeAllContentTypeParsers();
  for (const mediaType of new Set(operations.flatMap((operation) => operation.mediaTypes))) {
    app.addContentTypeParser(mediaType, ({ raw, exchange }: FastifyRequest, _payload: unknown, done: Done) => {
      readBody(raw, requireOperation(exchange.match, exchange.path), mediaType, (error, body) => {
        // The reader tells of nothing but errors.
        done((error as Error | undefined) ?? null, body);
      });
    });
  }
  // A body that the operation does not have; its media type has been taken away.
  app.addContentTypeParser('*', (_request: FastifyRequest, _payload: unknown, done: Done) => done(null, undefined));
}

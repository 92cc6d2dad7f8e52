import type { FastifyInstance } from 'fastify';
import type { Operation } from '../../contract/operations.ts';
import { parseJson } from '../policy/json.ts';

/** One parser for each media type that the contract reads, and no other: Fastify's own would let plain text through. */
export function addBodyParsers(app: FastifyInstance, operations: readonly Operation[]): void {
  app.removeAllContentTypeParsers();
  for (const mediaType of new Set(operations.flatMap((operation) => operation.mediaTypes))) {
    const parse = /\bjson$/.test(mediaType) ? parseJson : (bytes: Buffer) => bytes;
    app.addContentTypeParser(mediaType, { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) =>
      parse(bytes),
    );
  }
}

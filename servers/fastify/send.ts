import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Answer } from '../policy/answer.ts';

/** Hands an answer to Fastify, whose hooks (compression) see it like any other. */
export function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  reply.code(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return reply.send(body === undefined || Buffer.isBuffer(body) ? body : Readable.from(body));
}

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Answer } from '../policy/answer.ts';
import { encode } from '../policy/content-coding.ts';
import './request.ts';

/** Hands an answer to Fastify, whose hooks see it like any other. */
export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, headers, body } = encode(answer, reply.request.exchange);
  reply.code(status);
  for (const name in headers) reply.header(name, headers[name]);
  if (body === undefined || Buffer.isBuffer(body)) return reply.send(body);
  // At once: a compressor holds back what it is given, and a stream that fails meanwhile has begun all the same. Fastify has set
  // the headers when it pipes. `flushHeaders` would write the head as UTF-8.
  reply.raw.once('pipe', () => reply.raw.write('', 'latin1'));
  return reply.send(Readable.from(body));
}

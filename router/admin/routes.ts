import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONSTANT_FIELDS } from './answer-error.ts';
import type { Control } from './control.ts';
import type { EventStreams } from './events.ts';
import type { OperationId } from './handler.ts';
import { createHandlers, type MetricsText } from './handlers.ts';

type Answered = Exclude<OperationId, 'watchEvents'>;

type WrittenAnswer =
  | { readonly status: number; readonly body: object }
  | { readonly status: number; readonly text: string; readonly contentType?: string };

/** What fastify-openapi-glue calls for each operation. */
export function createRoutes(control: Control, metrics: MetricsText, streams: EventStreams) {
  const handlers = createHandlers(control, metrics);
  return (operationId: string) => {
    if (operationId === 'watchEvents') return watch(streams);
    // The ids are the contract's, and what it validated has the types that were derived from it.
    const handle = handlers[operationId as Answered] as (input: object) => WrittenAnswer | Promise<WrittenAnswer>;
    return async ({ params: path, query, body }: FastifyRequest, reply: FastifyReply) => {
      const answer = await handle({ path, query, body });
      reply.code(answer.status);
      if ('body' in answer) return reply.type('application/json').send(answer.body);
      return reply.type(answer.contentType ?? 'text/plain; charset=utf-8').send(answer.text);
    };
  };
}

function watch(streams: EventStreams) {
  return (request: FastifyRequest, reply: FastifyReply): unknown => {
    streams.requirePlace();
    if (request.method === 'HEAD') return reply.type('text/event-stream').send();
    reply.hijack();
    streams.open(reply.raw, { ...CONSTANT_FIELDS, 'x-request-id': request.id });
    return undefined;
  };
}

import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import type { Exchange } from './exchange.ts';

export type { Logger } from 'pino';

/**
 * The process's log: one JSON line per entry on standard output, written without blocking. Field values come from an allow-list,
 * so no header, body, token or password gets in; errors are the exception, and keep their stack here, out of the answers.
 */
export function createLog(level: string, server: 'express' | 'fastify', destination?: DestinationStream): Logger {
  const options = { level, base: { server }, serializers: { err: stdSerializers.err } };
  return destination === undefined ? pino(options, pino.destination({ sync: false })) : pino(options, destination);
}

/** The line of an answer that broke off behind its head. */
export function logBreak(log: Logger, { requestId }: Exchange, cause: unknown): void {
  log.error({ err: cause, requestId }, 'an answer broke off');
}

/** The one line of a request. */
export function logRequest(log: Logger, exchange: Exchange, status: number, completed: boolean): void {
  log.info(
    {
      requestId: exchange.requestId,
      method: exchange.method,
      path: exchange.path,
      operation: exchange.match.kind === 'operation' ? exchange.match.operation.id : undefined,
      status,
      durationMs: Math.round((performance.now() - exchange.startedAtMs) * 1000) / 1000,
      address: exchange.clientAddress,
      userId: exchange.identity?.user.id,
      completed,
    },
    'request',
  );
}

import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { isGoodProbe } from '../../contract/probe.ts';
import { gatherLines } from '../../settings/log-lines.ts';
import type { AppOptions } from './app-options.ts';
import type { Exchange } from './exchange.ts';

export type { Logger } from 'pino';

/**
 * The process's log: one JSON line per entry on standard output, gathered; nothing is lost when the process ends by itself, by an
 * error of its own included. Field values come from an allow-list, so no header, body, token or password gets in; errors are the exception, and keep their stack here, out of the answers.
 */
export function createLog(level: string, server: 'express' | 'fastify', destination?: DestinationStream): Logger {
  const options = { level, base: { server }, serializers: { err: stdSerializers.err } };
  return pino(options, destination ?? toStandardOutput());
}

function toStandardOutput(): DestinationStream {
  // What another thread is still writing when the process exits is lost, or comes behind what is written then.
  const lines = gatherLines(pino.destination({ sync: true }));
  process.on('exit', () => lines.flush());
  return lines;
}

/** The line of an answer that broke off behind its head. */
export function logBreak(log: Logger, { requestId }: Exchange, cause: unknown): void {
  log.error({ err: cause, requestId }, 'an answer broke off');
}

/** The one line of a request; of a probe that went well, at debug level. */
export function logRequest(
  { log, healthPath }: Pick<AppOptions, 'log' | 'healthPath'>,
  exchange: Exchange,
  status: number,
  completed: boolean,
): void {
  const { method, path } = exchange;
  const level = isGoodProbe({ method, path, status, complete: completed }, healthPath) ? 'debug' : 'info';
  log[level](
    {
      requestId: exchange.requestId,
      method,
      path,
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

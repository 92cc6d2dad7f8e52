import { type DestinationStream, type Logger, pino } from 'pino';
import { isGoodProbe } from '../contract/probe.ts';
import { gatherLines, type LogLines } from '../settings/log-lines.ts';
import type { Observation, Observer } from './proxy/observe.ts';
import { requestLine } from './request-line.ts';

/** For a process that says little: each line is written at once. */
export function createLogger(level: string, destination: DestinationStream = pino.destination({ sync: true })): Logger {
  return pino({ level, base: { process: 'router' } }, destination);
}

/** A log with a line per request. Where its lines go, they go in their order, whoever wrote them. */
export interface RequestLog {
  readonly logger: Logger;
  readonly lines: LogLines;
}

/** Nothing is lost when the process ends by itself, by an error of its own included. */
export function createRequestLog(level: string, destination?: DestinationStream): RequestLog {
  const lines = gatherLines(destination ?? pino.destination({ sync: true }));
  if (destination === undefined) process.on('exit', () => lines.flush());
  return { logger: createLogger(level, lines), lines };
}

/** Debug mode asks for lines, so it prevails over a level that would suppress them. */
export function levelFor(level: string, debug: boolean): string {
  return debug && !['info', 'debug', 'trace'].includes(level) ? 'info' : level;
}

/**
 * One line per request; in debug mode one more per decision, with its reason. No header, query, token or user key is ever
 * logged: a bucket is enough to find out why someone was sent somewhere. Probes that go well are logged at debug level.
 */
export function createLogObserver(
  { logger, lines }: RequestLog,
  { debug, healthPath }: { readonly debug: boolean; readonly healthPath: string },
): Observer {
  const isWritten = { debug: logger.isLevelEnabled('debug'), info: logger.isLevelEnabled('info') };
  return (observation) => {
    if (observation.kind === 'answer') {
      const level = isGoodProbe(observation, healthPath) ? 'debug' : 'info';
      if (observation.failures.length > 0) logFailures(logger, observation);
      else if (isWritten[level]) lines.write(requestLine(observation, Date.now(), level));
    } else if (observation.kind === 'fault') logFault(logger, observation);
    else if (debug && observation.kind === 'decision') logDecision(logger, observation);
  };
}

type Of<Kind extends Observation['kind']> = Extract<Observation, { kind: Kind }>;

function logDecision(logger: Logger, { requestId, method, path, decision }: Of<'decision'>): void {
  const { upstream, operation, bucket, percentage, reason } = decision;
  logger.info({ requestId, method, path, upstream, operation: operation?.id, bucket, percentage, reason }, 'decision');
}

function logFault(logger: Logger, { requestId, method, path, error }: Of<'fault'>): void {
  logger.error({ requestId, method, path, err: error }, 'the router failed');
}

/** As `requestLine` says it, with what failed. */
function logFailures(logger: Logger, answer: Of<'answer'>): void {
  const { kind: _, operation, fallback, complete, durationMs, failures, ...rest } = answer;
  const line = {
    ...rest,
    operation: operation?.id,
    ...(fallback === undefined ? {} : { fallback }),
    durationMs: Math.round(durationMs * 100) / 100,
    ...(complete ? {} : { complete }),
    failures,
  };
  logger.warn(line, 'request');
}

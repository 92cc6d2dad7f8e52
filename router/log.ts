import { type DestinationStream, type Logger, pino } from 'pino';
import type { Observation, Observer } from './proxy/observe.ts';

export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: { process: 'router' } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Debug mode asks for lines, so it prevails over a level that would suppress them. */
export function levelFor(level: string, debug: boolean): string {
  return debug && !['info', 'debug', 'trace'].includes(level) ? 'info' : level;
}

/**
 * One line per request; in debug mode one more per decision, with its reason. No header, query, token or user key is ever
 * logged: a bucket is enough to find out why someone was sent somewhere.
 */
export function createLogObserver(logger: Logger, debug: boolean): Observer {
  return (observation) => {
    if (observation.kind === 'answer') logAnswer(logger, observation);
    else if (observation.kind === 'fault') logFault(logger, observation);
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

function logAnswer(logger: Logger, answer: Of<'answer'>): void {
  const { kind: _, operation, fallback, failures, complete, durationMs, ...rest } = answer;
  const line = {
    ...rest,
    operation: operation?.id,
    ...(fallback === undefined ? {} : { fallback }),
    durationMs: Math.round(durationMs * 100) / 100,
    ...(complete ? {} : { complete }),
    ...(failures.length === 0 ? {} : { failures }),
  };
  if (failures.length > 0) logger.warn(line, 'request');
  else logger.info(line, 'request');
}

import type { Observation } from './proxy/observe.ts';

type Answer = Extract<Observation, { kind: 'answer' }>;

/** pino's numbers for them. */
const LEVELS = { debug: 20, info: 30 } as const;

/**
 * The line of a request as pino writes it, byte for byte, in a fraction of the time and without its garbage: this one line is written
 * thousands of times per second. Only the path, which is the client's, has to be escaped.
 *
 * @param timeMs since the epoch
 */
export function requestLine(answer: Answer, timeMs: number, level: keyof typeof LEVELS = 'info'): string {
  const { requestId, method, path, traceId, operation, fallback, routedTo, status, complete, durationMs } = answer;
  const hundredths = Math.round(durationMs * 100) / 100;
  return (
    `{"level":${LEVELS[level]},"time":${timeMs},"process":"router","requestId":"${requestId}","method":"${method}",` +
    `"path":${JSON.stringify(path)}${traceId === undefined ? '' : `,"traceId":"${traceId}"`},"routedTo":"${routedTo}"` +
    `${status === undefined ? '' : `,"status":${status}`}` +
    `${operation === undefined ? '' : `,"operation":${JSON.stringify(operation.id)}`}` +
    `${fallback === undefined ? '' : `,"fallback":"${fallback}"`},"durationMs":${hundredths}` +
    `${complete ? '' : ',"complete":false'},"msg":"request"}\n`
  );
}

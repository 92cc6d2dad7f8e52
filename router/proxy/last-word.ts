import type { Duplex } from 'node:stream';
import { type Problem, problem } from '../../contract/problems.ts';
import { answerProblem } from './answer.ts';
import type { Exchange } from './exchange.ts';

/**
 * Ends a connection on which the client may still send. To close it then is to reset it, and a reset may overtake the answer
 * (RFC 9112, 9.6): so for a while what arrives is taken and dropped.
 *
 * @param message what is still to be said
 */
export function endLingering(socket: Duplex, message: Buffer | undefined, lingerMs: number): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  socket.end(message);
}

/** Ends an exchange that cannot go on: with an answer where none has begun, else with its connection, so that it passes for no whole one. */
export function breakOff(exchange: Exchange, refusal: Problem): void {
  const { response } = exchange;
  exchange.abandon();
  if (!response.headersSent) answerProblem(exchange, refusal, { routedTo: 'none', close: true });
  else if (!response.writableEnded) response.socket?.resetAndDestroy();
}

/** The refusal of bytes that node's parser could not take. */
export function refusalOf(code: string | undefined): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('request_timeout', 'The request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return problem('head_too_large', 'The head of the request is too large.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return problem('body_too_large', 'The chunk extensions of the request are too large.');
    default:
      return problem('malformed_request', 'The request is not valid HTTP.');
  }
}

export const TOO_MANY_CONNECTIONS: Problem = problem('overloaded', 'Too many connections are open.', {
  headers: { 'retry-after': '1' },
});

export const TOO_LATE: Problem = problem('upstream_timeout', 'The request took too long.');

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Problem, problem } from '../../contract/problems.ts';
import { ALLOWED, answerProblem, problemMessage } from './answer.ts';
import { Exchange } from './exchange.ts';
import { watchHalfClosed } from './half-closed.ts';
import type { ClientLimits } from './limits.ts';
import { requestIdOf } from './request-id.ts';

export interface Connections {
  /** Settles when no request is in flight any more. */
  idle(): Promise<void>;
}

/** The requests of one connection, the oldest first. Only that one is served (RFC 9112, 9.3.2), the others wait. */
interface Line {
  readonly exchanges: Exchange[];
  /** Nothing more can be read here; the last word, said once the requests before it have their answers. */
  lastWord: Buffer | undefined;
}

/**
 * Turns what happens on a server's connections into exchanges: served one after the other per connection, abandoned when the
 * client goes, and refused with a problem document when its bytes are no HTTP.
 */
export function superviseConnections(
  server: Server,
  serve: (exchange: Exchange) => void,
  { limits, newRequestId }: { readonly limits: ClientLimits; readonly newRequestId: () => string },
): Connections {
  const lines = new Map<Duplex, Line>();
  let inFlight = 0;
  let onIdle: (() => void) | undefined;

  server.on('connection', (socket: Socket) => {
    const line: Line = { exchanges: [], lastWord: undefined };
    lines.set(socket, line);
    socket.once('end', () => watchHalfClosed(socket, () => line.exchanges[0]?.response, limits.probeEveryMs));
    socket.once('close', () => {
      lines.delete(socket);
      for (const exchange of line.exchanges.splice(0)) {
        exchange.abandon();
        leave();
      }
    });
  });
  server.on('request', (request, response) => accept(request, response, false));
  server.on('checkContinue', (request, response) => accept(request, response, true));
  server.on('checkExpectation', (request, response) => accept(request, response, false));
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    const refusal = problem('method_not_allowed', 'No tunnels are opened here.', { headers: { allow: ALLOWED } });
    // Node has taken its parser off this socket: what still comes is dropped.
    socket.on('error', () => {}).resume();
    sayLast(socket, problemMessage(refusal, requestIdOf(request.headers['x-request-id'], newRequestId)));
  });
  server.on('clientError', onClientError);

  return {
    idle: () =>
      new Promise((resolve) => {
        onIdle = resolve;
        if (inFlight === 0) resolve();
      }),
  };

  function accept(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const line = lines.get(request.socket);
    if (line === undefined) return;
    if (line.exchanges.length > limits.maxPipelined) {
      request.socket.destroy();
      return;
    }
    const requestId = requestIdOf(request.headers['x-request-id'], newRequestId);
    const exchange = new Exchange(request, response, requestId, expectsContinue);
    line.exchanges.push(exchange);
    inFlight += 1;
    if (line.exchanges.length === 1) start(line, exchange);
  }

  function start(line: Line, exchange: Exchange): void {
    const { request, response } = exchange;
    response.once('close', () => {
      exchange.body?.discard();
      if (line.exchanges[0] !== exchange) return;
      line.exchanges.shift();
      leave();
      const [next] = line.exchanges;
      if (next !== undefined) start(line, next);
      else if (line.lastWord !== undefined) end(request.socket, line.lastWord);
    });
    serve(exchange);
  }

  function leave(): void {
    inFlight -= 1;
    if (inFlight === 0) onIdle?.();
  }

  /** The parser could not go on. Its bytes belong to the youngest request's body, or to a request after it. */
  function onClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
    const line = lines.get(socket);
    if (line === undefined) return;
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || !socket.writable) {
      socket.destroy();
      return;
    }
    const refusal = refusalOf(error.code);
    const youngest = line.exchanges.at(-1);
    if (youngest === undefined || youngest.request.complete) {
      sayLast(socket, problemMessage(refusal, newRequestId()));
    } else if (youngest !== line.exchanges[0]) {
      line.exchanges.pop();
      leave();
      sayLast(socket, problemMessage(refusal, youngest.requestId));
    } else {
      breakOff(youngest, refusal);
    }
  }

  function sayLast(socket: Duplex, message: Buffer): void {
    const line = lines.get(socket);
    if (line === undefined) return;
    if (line.exchanges.length === 0) end(socket, message);
    else line.lastWord = message;
  }

  /** To close while the client still sends is to reset, and a reset may overtake the answer (RFC 9112, 9.6). */
  function end(socket: Duplex, message: Buffer): void {
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const timer = setTimeout(() => socket.destroy(), limits.lingerMs);
    socket.once('close', () => clearTimeout(timer));
    socket.end(message);
  }
}

/** Ends an exchange whose request stopped being HTTP half-way. */
function breakOff(exchange: Exchange, refusal: Problem): void {
  const { response } = exchange;
  exchange.abandon();
  if (!response.headersSent) answerProblem(exchange, refusal, { routedTo: 'none', close: true });
  else if (!response.writableEnded) response.destroy();
}

function refusalOf(code: string | undefined): Problem {
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

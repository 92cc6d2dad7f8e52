import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Problem, problem } from '../../contract/problems.ts';
import { ALLOWED, problemMessage } from './answer.ts';
import { Exchange } from './exchange.ts';
import { watchHalfClosed } from './half-closed.ts';
import { breakOff, endLingering, refusalOf, TOO_LATE, TOO_MANY_CONNECTIONS } from './last-word.ts';
import type { ClientLimits } from './limits.ts';
import { randomHex } from './random-hex.ts';
import { bodyTooLarge } from './request-guard.ts';
import { requestIdOf } from './request-id.ts';
import { traceOf } from './traceparent.ts';
import { type Upgrade, upgradeOf } from './tunnel.ts';

export interface Connections {
  /** Whether this request may take its connection out of HTTP: only if nothing before it still waits for an answer. */
  mayUpgrade(request: IncomingMessage): boolean;
  /** Settles when no request is in flight any more, and no tunnel is open. */
  idle(): Promise<void>;
  /** Closes every connection on which nothing is asked. */
  closeIdle(): void;
  /** Closes every connection, the upgraded ones too. */
  destroy(): void;
}

export interface ConnectionOptions {
  readonly limits: ClientLimits;
  readonly newRequestId: () => string;
  /** Fields of the router's own answers, names and values in turn. */
  readonly ownFields: readonly string[];
}

/** The requests of one connection, the oldest first. Only that one is served (RFC 9112, 9.3.2), the others wait. */
interface Line {
  readonly socket: Socket;
  readonly exchanges: Exchange[];
  /** Bytes that had been read when the last answer was given; with more, another request has begun to arrive. */
  readAtRest: number;
  /** Nothing more can be read here; the last word, said once the requests before it have their answers. */
  lastWord: Buffer | undefined;
  /** What still comes is dropped: the last request has come. */
  deaf: boolean;
  /** The last answer was given. */
  ended: boolean;
}

/** Refused connections that may be told so at a time; more are closed without a word. */
const MAX_REFUSED = 256;

/**
 * Turns what happens on a server's connections into exchanges: served one after the other per connection, abandoned when the
 * client goes, and refused with a problem document when its bytes are no HTTP.
 */
export function superviseConnections(
  server: Server,
  serve: (exchange: Exchange) => void,
  { limits, newRequestId, ownFields }: ConnectionOptions,
): Connections {
  const lines = new Map<Duplex, Line>();
  const refused = new Set<Socket>();
  let inFlight = 0;
  let onIdle: (() => void) | undefined;

  server.on('connection', (socket: Socket) => {
    if (lines.size >= limits.maxConnections) {
      refuse(socket);
      return;
    }
    const line: Line = { socket, exchanges: [], readAtRest: 0, lastWord: undefined, deaf: false, ended: false };
    lines.set(socket, line);
    // Node closes by this after an answer that is the connection's last.
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => {
      line.ended = true;
      if (line.exchanges[0]?.request.complete === false) endLingering(socket, undefined, limits.lingerMs);
      else destroySoon();
    };
    socket.once('end', () => watchHalfClosed(socket, () => line.exchanges[0]?.response, limits.probeEveryMs));
    socket.once('close', () => {
      lines.delete(socket);
      for (const exchange of line.exchanges.splice(0)) {
        exchange.abandon();
        leave();
      }
    });
  });
  server.on('request', (request, response) => accept(request, response, {}));
  server.on('checkContinue', (request, response) => accept(request, response, { expectsContinue: true }));
  server.on('checkExpectation', (request, response) => accept(request, response, {}));
  server.on('upgrade', (request: IncomingMessage, _: Duplex, head: Buffer) => acceptUpgrade(request, head));
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    const refusal = problem('method_not_allowed', 'No tunnels are opened here.', { headers: { allow: ALLOWED } });
    // Node has taken its parser off this socket: what still comes is dropped.
    socket.on('error', () => {}).resume();
    sayLast(socket, refusal, requestIdOf(request.headers['x-request-id'], newRequestId));
  });
  server.on('clientError', onClientError);
  server.setTimeout(limits.idleTimeoutMs, onIdleConnection);

  return {
    mayUpgrade(request) {
      return upgradeOf(request) !== undefined && lines.get(request.socket)?.exchanges.length === 0;
    },
    idle: () =>
      new Promise((resolve) => {
        onIdle = resolve;
        if (inFlight === 0) resolve();
      }),
    closeIdle() {
      for (const { socket, exchanges, readAtRest, lastWord, ended } of lines.values()) {
        if (exchanges.length > 0 || lastWord !== undefined || ended) continue;
        if (socket.bytesRead === readAtRest) socket.destroy();
      }
    },
    destroy() {
      for (const socket of [...lines.keys(), ...refused]) socket.destroy();
    },
  };

  function accept(
    request: IncomingMessage,
    response: ServerResponse,
    more: { readonly expectsContinue?: boolean; readonly upgrade?: Upgrade },
  ): void {
    const line = lines.get(request.socket);
    if (line === undefined || line.deaf || line.ended) return;
    if (line.exchanges.length > limits.maxPipelined) {
      request.socket.destroy();
      return;
    }
    const exchange = new Exchange(request, response, {
      requestId: requestIdOf(request.headers['x-request-id'], newRequestId),
      trace: traceOf(request.headers.traceparent, randomHex),
      ownFields,
      maxBodyBytes: limits.maxBodyBytes,
      onTooLarge,
      ...more,
    });
    line.exchanges.push(exchange);
    line.deaf = exchange.last;
    inFlight += 1;
    if (line.exchanges.length === 1) start(line, exchange);
  }

  /** Node has taken its parser off this socket: what it did for the answer is done here. */
  function acceptUpgrade(request: IncomingMessage, head: Buffer): void {
    const { socket } = request;
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    socket.on('error', () => {}).on('drain', () => response.emit('drain'));
    response.once('finish', () => {
      // An upgrade was refused by an ordinary answer, and nobody reads the client's next request here.
      if (response.statusCode !== 101) endLingering(socket.resume(), undefined, limits.lingerMs);
    });
    accept(request, response, { upgrade: { protocol: upgradeOf(request) ?? '', socket, head } });
  }

  function start(line: Line, exchange: Exchange): void {
    const { request, response } = exchange;
    const late =
      limits.totalTimeoutMs === 0 ? undefined : setTimeout(() => breakOff(exchange, TOO_LATE), limits.totalTimeoutMs);
    response.once('close', () => {
      clearTimeout(late);
      exchange.body?.discard();
      if (line.exchanges[0] !== exchange) return;
      line.exchanges.shift();
      line.readAtRest = line.socket.bytesRead;
      leave();
      const [next] = line.exchanges;
      if (line.ended) return;
      if (next !== undefined) start(line, next);
      else if (line.lastWord !== undefined) endLingering(request.socket, line.lastWord, limits.lingerMs);
    });
    serve(exchange);
  }

  function leave(): void {
    inFlight -= 1;
    if (inFlight === 0) onIdle?.();
  }

  function onTooLarge(exchange: Exchange): void {
    breakOff(exchange, bodyTooLarge(limits.maxBodyBytes));
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
      sayLast(socket, refusal, newRequestId());
    } else if (youngest !== line.exchanges[0]) {
      line.exchanges.pop();
      leave();
      sayLast(socket, refusal, youngest.requestId);
    } else {
      breakOff(youngest, refusal);
    }
  }

  function sayLast(socket: Duplex, refusal: Problem, requestId: string): void {
    const line = lines.get(socket);
    if (line === undefined) return;
    const message = problemMessage(refusal, requestId, ownFields);
    if (line.exchanges.length === 0) endLingering(socket, message, limits.lingerMs);
    else line.lastWord = message;
  }

  /** One connection too many: it is told so where that costs little, and nothing of it is read. */
  function refuse(socket: Socket): void {
    if (refused.size >= MAX_REFUSED) {
      socket.destroy();
      return;
    }
    refused.add(socket);
    socket.once('close', () => refused.delete(socket));
    endLingering(socket, problemMessage(TOO_MANY_CONNECTIONS, newRequestId(), ownFields), limits.lingerMs);
  }

  /** Nothing moved on a connection for a while. One that waits for an upstream goes on waiting: that has limits of its own. */
  function onIdleConnection(socket: Socket): void {
    const response = lines.get(socket)?.exchanges[0]?.response;
    if (response === undefined) socket.destroy();
    else if (socket.writableLength > 0) socket.resetAndDestroy();
    else socket.setTimeout(limits.idleTimeoutMs);
  }
}

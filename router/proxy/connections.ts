import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { problem } from '../../contract/problems.ts';
import { ALLOWED, problemMessage } from './answer.ts';
import { Exchange } from './exchange.ts';
import { InFlight } from './in-flight.ts';
import { breakOff, refusalOf, TOO_MANY_CONNECTIONS } from './last-word.ts';
import type { ClientLimits } from './limits.ts';
import { Line } from './line.ts';
import { randomHex } from './random-hex.ts';
import { bodyTooLarge } from './request-guard.ts';
import { requestIdOf } from './request-id.ts';
import { traceOf } from './traceparent.ts';
import { type Upgrade, upgradeOf } from './tunnel.ts';
import { TurnedAway } from './turned-away.ts';
import { createUpgradeResponse } from './upgrade-response.ts';

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
  const turnedAway = new TurnedAway();
  const inFlight = new InFlight();
  const parts = { limits, inFlight, serve };

  server.on('connection', onConnection);
  server.on('request', (request, response) => accept(request, response, {}));
  server.on('checkContinue', (request, response) => accept(request, response, { expectsContinue: true }));
  server.on('checkExpectation', (request, response) => accept(request, response, {}));
  server.on('upgrade', (request: IncomingMessage, _: Duplex, head: Buffer) => {
    const upgrade = { protocol: upgradeOf(request) ?? '', socket: request.socket, head };
    accept(request, createUpgradeResponse(request, limits.lingerMs), { upgrade });
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    const refusal = problem('method_not_allowed', 'No tunnels are opened here.', { headers: { allow: ALLOWED } });
    // Node has taken its parser off this socket: what still comes is dropped.
    socket.on('error', () => {}).resume();
    const requestId = requestIdOf(request.headers['x-request-id'], newRequestId);
    lines.get(socket)?.sayLast(problemMessage(refusal, requestId, ownFields));
  });
  server.on('clientError', onClientError);
  server.setTimeout(limits.idleTimeoutMs, onIdleConnection);

  return {
    mayUpgrade(request) {
      const line = lines.get(request.socket);
      return upgradeOf(request) !== undefined && line !== undefined && line.current === undefined;
    },
    idle: () => inFlight.idle(),
    closeIdle() {
      for (const line of lines.values()) {
        if (line.resting) line.socket.destroy();
      }
    },
    destroy() {
      for (const socket of lines.keys()) socket.destroy();
      turnedAway.destroy();
    },
  };

  function onConnection(socket: Socket): void {
    if (lines.size >= limits.maxConnections) {
      const message = () => problemMessage(TOO_MANY_CONNECTIONS, newRequestId(), ownFields);
      turnedAway.add(socket, message, limits.lingerMs);
      return;
    }
    const line = new Line(socket, parts);
    lines.set(socket, line);
    socket.once('close', () => {
      lines.delete(socket);
      line.abandon();
    });
  }

  function accept(
    request: IncomingMessage,
    response: ServerResponse,
    more: { readonly expectsContinue?: boolean; readonly upgrade?: Upgrade },
  ): void {
    const line = lines.get(request.socket);
    if (line === undefined || !line.open) return;
    if (line.full) {
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
    line.enter(exchange);
  }

  function onTooLarge(exchange: Exchange): void {
    breakOff(exchange, bodyTooLarge(limits.maxBodyBytes));
  }

  /** The parser could not go on. */
  function onClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
    const line = lines.get(socket);
    if (line === undefined) return;
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || !socket.writable) {
      socket.destroy();
      return;
    }
    const refusal = refusalOf(error.code);
    line.onUnreadable(refusal, (requestId = newRequestId()) => problemMessage(refusal, requestId, ownFields));
  }

  /** Nothing moved on a connection for a while. One that waits for an upstream goes on waiting: that has limits of its own. */
  function onIdleConnection(socket: Socket): void {
    const response = lines.get(socket)?.current?.response;
    if (response === undefined) socket.destroy();
    else if (socket.writableLength > 0) socket.resetAndDestroy();
    else socket.setTimeout(limits.idleTimeoutMs);
  }
}

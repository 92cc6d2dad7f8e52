import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Operation } from '../../contract/operations.ts';
import { noteAnswer, refuseMalformed } from './client-error.ts';
import { noteExpectation } from './expect-continue.ts';
import { faultOfHead } from './sound-head.ts';

/** What both servers do with what their frameworks never see. */
export function refuseOutsideFrameworks(server: Server, operations: readonly Operation[]): Server {
  const allow = [...new Set(operations.map(({ method }) => method))].sort().join(', ');
  // A client that has closed its sending side still gets its answer (RFC 9112, 9.6).
  Object.assign(server, { httpAllowHalfOpen: true });
  server.removeAllListeners('clientError').on('clientError', refuseMalformed);
  // Without a listener node closes the connection without a word.
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => {}).resume();
    socket.end(`HTTP/1.1 405 Method Not Allowed\r\nAllow: ${allow}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  // An expectation that is not 100-continue is ignored, as RFC 9110, 10.1.1 allows; node would answer 417 by itself.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  // Node would invite the body at once, whatever the answer is going to be.
  server.on('checkContinue', (request, response) => {
    noteExpectation(request, response);
    server.emit('request', request, response);
  });
  return refuseUnsound(server);
}

/** Puts the check of the head before the framework's own listener. */
function refuseUnsound(server: Server): Server {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  return server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    noteAnswer(request.socket, response);
    const fault = faultOfHead(request);
    if (fault === undefined) for (const listener of listeners) listener.call(server, request, response);
    else queueMicrotask(() => refuseHead(response, fault));
  });
}

/** Not at once: where the bytes behind the head are no HTTP either, node's parser says so in the same turn, and that is the answer. */
function refuseHead(response: ServerResponse, status: number): void {
  response.shouldKeepAlive = false;
  response.writeHead(status, { 'content-length': 0 }).end();
}

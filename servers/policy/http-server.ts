import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Operation } from '../../contract/operations.ts';
import { refuseMalformed } from './client-error.ts';

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
  return server;
}

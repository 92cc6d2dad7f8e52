import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Operation } from '../../contract/operations.ts';
import { afterAnswers, closeWith, isLeaving, lingerOnClose, noteAnswer, refuseMalformed } from './client-error.ts';
import { noteExpectation } from './expect-continue.ts';
import { faultOfHead } from './sound-head.ts';

/** What both servers do with what their frameworks never see. */
export function refuseOutsideFrameworks(server: Server, operations: readonly Operation[]): Server {
  const allow = [...new Set(operations.map(({ method }) => method))].sort().join(', ');
  // A client that has closed its sending side still gets its answer (RFC 9112, 9.6).
  Object.assign(server, { httpAllowHalfOpen: true });
  server.removeAllListeners('clientError').on('clientError', refuseMalformed);
  server.on('connection', lingerOnClose);
  // Without a listener node closes the connection without a word.
  const refusal = `HTTP/1.1 405 Method Not Allowed\r\nAllow: ${allow}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  server.on('connect', ({ socket }: IncomingMessage) => {
    // Node has let go of the connection: what comes on it is read and dropped, and its errors are nobody's.
    socket.on('error', () => {}).resume();
    afterAnswers(socket, () => closeWith(socket, refusal));
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
    if (isLeaving(request.socket)) return;
    noteAnswer(request.socket, response);
    // Node's parser stops at such a request, and drops what comes behind it in the same packet; so there must be nothing.
    if (wantsUpgrade(request)) response.shouldKeepAlive = false;
    const fault = faultOfHead(request);
    if (fault === undefined) for (const listener of listeners) listener.call(server, request, response);
    else queueMicrotask(() => refuseHead(response, fault));
  });
}

/** RFC 9110, 7.8. Nothing is upgraded here, which the answer says by being one. */
function wantsUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade !== undefined && /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(headers.connection ?? '');
}

/** Not at once: where the bytes behind the head are no HTTP either, node's parser says so in the same turn, and that is the answer. */
function refuseHead(response: ServerResponse, status: number): void {
  response.shouldKeepAlive = false;
  response.writeHead(status, { 'content-length': 0 }).end();
}

import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Finds out what the end of a client's sending means. TCP says the same whether the client only has nothing more to send, and then
 * waits for its answer (RFC 9112, 9.6), or has gone altogether, and then nobody should work for it any more. Only writing tells them
 * apart: a client that has gone answers with a reset. So as long as no answer has begun, an interim one (102, RFC 2518, 10.1) is
 * written now and then; every HTTP/1.1 client skips those (RFC 9110, 15.2), and HTTP/1.0 gets none.
 *
 * @param current the response that the client waits for, if any
 */
export function watchHalfClosed(socket: Duplex, current: () => ServerResponse | undefined, everyMs: number): void {
  const timer = setInterval(() => {
    const response = current();
    if (response === undefined || response.headersSent || response.req.httpVersion !== '1.1') return;
    response.writeProcessing();
  }, everyMs);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}

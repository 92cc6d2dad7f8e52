import type { IncomingMessage, ServerResponse } from 'node:http';

const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** Notes that the client sends its body only when it is invited to (RFC 9110, 10.1.1). */
export function noteExpectation(request: IncomingMessage, response: ServerResponse): void {
  waiting.set(request, response);
}

/**
 * Invites a client that waits for it to send its body: not before what can be refused by the head alone has been refused, for then
 * RFC 9110, 10.1.1 wants the final answer at once.
 */
export function inviteBody(request: IncomingMessage): void {
  const response = waiting.get(request);
  waiting.delete(request);
  response?.writeContinue();
}

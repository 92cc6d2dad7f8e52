import { type IncomingMessage, ServerResponse } from 'node:http';
import { endLingering } from './last-word.ts';

/** The answer to a request for an upgrade. Node has taken its parser off the socket: what it did for the answer is done here. */
export function createUpgradeResponse(request: IncomingMessage, lingerMs: number): ServerResponse {
  const { socket } = request;
  const response = new ServerResponse(request);
  response.assignSocket(socket);
  socket.on('error', () => {}).on('drain', () => response.emit('drain'));
  response.once('finish', () => {
    // An upgrade was refused by an ordinary answer, and nobody reads the client's next request here.
    if (response.statusCode !== 101) endLingering(socket.resume(), undefined, lingerMs);
  });
  return response;
}

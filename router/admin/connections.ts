import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /** Whoever is at the other end has shown the token: it is not closed for another. */
  trust(socket: Socket): void;
}

/**
 * Bounds the connections of a server. One too many takes the place of the oldest that has not shown the token: whoever may open
 * sockets on this machine must not keep an operator out. Where all have shown it, the new one is closed.
 */
export function boundConnections(server: Server, max: number): Connections {
  /** In the order in which they came. */
  const strangers = new Set<Socket>();
  const trusted = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    strangers.add(socket);
    socket.once('close', () => {
      strangers.delete(socket);
      trusted.delete(socket);
    });
    if (strangers.size + trusted.size <= max) return;
    const [oldest = socket] = strangers;
    // Its `close` comes later, and the next connection must not choose it again.
    strangers.delete(oldest);
    oldest.destroy();
  });
  return {
    trust(socket) {
      if (strangers.delete(socket)) trusted.add(socket);
    },
  };
}

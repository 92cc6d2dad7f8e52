import type { Socket } from 'node:net';
import { endLingering } from './last-word.ts';

/** Turned-away connections that may be told why at a time; more are closed without a word. */
const MAX_TOLD = 256;

/** Connections of which nothing is read, because there are too many. Each is told so where that costs little. */
export class TurnedAway {
  readonly #sockets = new Set<Socket>();

  add(socket: Socket, message: () => Buffer, lingerMs: number): void {
    if (this.#sockets.size >= MAX_TOLD) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    endLingering(socket, message(), lingerMs);
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

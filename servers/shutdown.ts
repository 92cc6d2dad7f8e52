import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const connections = new WeakMap<Server, Set<Socket>>();

/**
 * Keeps the connections of a server that is about to listen, for its end: node itself forgets those that it has handed over (CONNECT),
 * and each of them keeps the process alive.
 */
export function keepConnections(server: Server): void {
  const open = new Set<Socket>();
  connections.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
}

/**
 * Ends a server: it takes no new connection, closes idle ones, and lets requests in flight finish. What has not finished after
 * `timeoutMs` is cut off. Resolves to whether everything finished.
 */
export async function drain(server: Server, timeoutMs: number): Promise<boolean> {
  const { promise: closed, resolve } = Promise.withResolvers<true>();
  server.close(() => resolve(true));
  const { promise: late, resolve: giveUp } = Promise.withResolvers<false>();
  const timer = setTimeout(() => giveUp(false), timeoutMs);
  const finished = await Promise.race([closed, late]);
  clearTimeout(timer);
  if (!finished) for (const socket of connections.get(server) ?? []) socket.destroy();
  return finished;
}

/** Resolves when the process is asked to end: SIGTERM, SIGINT, or the end of the process that started it. */
export function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'));
    process.once('SIGINT', () => resolve('SIGINT'));
    process.once('disconnect', () => resolve('its supervisor ended'));
  });
}

import type { Server } from 'node:http';

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
  if (!finished) server.closeAllConnections();
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

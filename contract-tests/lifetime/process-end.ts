import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pair, ServerName } from '../pair.ts';

/** A server that has not ended by then does not end. */
const EXIT_MS = 15_000;
/** So long a server that was asked to end may still take connections. */
const REFUSAL_MS = 5000;

/** Asks a server to end, and says in what it did not; empty where it did. */
export async function askToEnd(pair: Pair, name: ServerName): Promise<string[]> {
  const late = new AbortController();
  const exited = pair.kill(name, 'SIGTERM').then(() => []);
  const running = wait(EXIT_MS, [`still runs ${EXIT_MS} ms after SIGTERM`], { signal: late.signal });
  try {
    return await Promise.race([exited, running]);
  } finally {
    late.abort();
    // Nobody waits for it any more.
    running.catch(() => {});
  }
}

/**
 * Waits until a server takes no connection any more.
 * @throws {Error} where it goes on to take them
 */
export async function listensNoMore(url: string): Promise<void> {
  const startedAtMs = performance.now();
  while (await accepts(url)) {
    if (performance.now() - startedAtMs > REFUSAL_MS)
      throw new Error(`new connections are taken ${REFUSAL_MS} ms later`);
  }
}

function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(Number(port), hostname);
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

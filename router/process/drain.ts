import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import type { Patience } from './messages.ts';

export interface Draining {
  readonly server: HttpServer;
  /** Closes the connections on which nothing has begun that was not answered whole. */
  closeIdle(): void;
}

const SWEEP_EVERY_MS = 100;

/**
 * Takes no new connections and waits for the end of those there are. Every answer is to be its connection's last, which is the
 * server's own business. A client may be sending on an idle connection at this very moment, so it is closed only after `idleMs`;
 * by then a client has either asked once more, and read `Connection: close`, or was in no hurry.
 * @returns whether all ended within `timeoutMs`; what is left then is not cut off here
 */
export async function drain({ server, closeIdle }: Draining, { idleMs, timeoutMs }: Patience): Promise<boolean> {
  const ended = new Promise<true>((resolve) => {
    // An HTTP server's own close() cuts idle connections at once, and gives up the timeouts of slow requests.
    Server.prototype.close.call(server, () => resolve(true));
  });
  let sweeping: NodeJS.Timeout | undefined;
  const grace = setTimeout(() => {
    closeIdle();
    sweeping = setInterval(closeIdle, SWEEP_EVERY_MS);
  }, idleMs);
  const late = Promise.withResolvers<false>();
  const limit = setTimeout(() => late.resolve(false), timeoutMs);
  try {
    return await Promise.race([ended, late.promise]);
  } finally {
    clearTimeout(grace);
    clearInterval(sweeping);
    clearTimeout(limit);
  }
}

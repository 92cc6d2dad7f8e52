import { request } from 'node:http';
import type { ServerName } from '../pair.ts';

/** One look at a server, past the router. Times are `Date.now()`. */
export interface Checkup {
  readonly server: ServerName;
  readonly from: number;
  readonly to: number;
  readonly isWell: boolean;
}

export interface Doctor {
  readonly checkups: readonly Checkup[];
  stop(): void;
}

const EVERY_MS = 200;
/** A server that takes longer for its health is not well: the machine has no time for it. */
const WELL_WITHIN_MS = 1_000;

/** Asks both servers again and again: what the router owes, it owes only while one of them is well. */
export function startDoctor(urls: Readonly<Record<ServerName, string>>): Doctor {
  const checkups: Checkup[] = [];
  const timers = (['express', 'fastify'] as const).map((server) =>
    setInterval(() => {
      const from = Date.now();
      void answers(`${urls[server]}/health`).then((isWell) => checkups.push({ server, from, to: Date.now(), isWell }));
    }, EVERY_MS),
  );
  return {
    checkups,
    stop() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

/**
 * Whether one of the servers was well at any look in this time, or nobody looked: the router owes an answer then. A server that was ill for
 * a part of it only excuses nothing, since who waited could have been answered in the other; a look that went well is proof of it.
 */
export function wasOneWell(
  checkups: readonly Checkup[],
  from: number,
  to: number,
  servers: readonly ServerName[] = ['express', 'fastify'],
): boolean {
  return servers.some((name) => {
    const meanwhile = checkups.filter(
      ({ server, ...checkup }) => server === name && checkup.to >= from && checkup.from <= to,
    );
    return meanwhile.length === 0 || meanwhile.some(({ isWell }) => isWell);
  });
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false }, (response) => {
      response.resume().on('close', () => resolve(response.statusCode === 200));
    });
    // After a stall of this process an answer may be here and not have been read: it is, before what `setImmediate` runs.
    const late = setTimeout(() => setImmediate(() => asked.destroy()), WELL_WITHIN_MS);
    asked.on('error', () => resolve(false));
    asked.on('close', () => {
      clearTimeout(late);
      resolve(false);
    });
    asked.end();
  });
}

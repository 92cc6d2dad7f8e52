import type { ChildProcess } from 'node:child_process';
import { end, PAIR_JWT_SECRET, PAIR_REPLAY_TOKEN, type ServerName, startProcess } from '../pair.ts';

/** What a server is started with, beside what all of them have in common. */
export interface Start {
  readonly env?: Readonly<Record<string, string>>;
  /** `lockstep.js` of other sources. */
  readonly entry?: string;
}

/** A server as a process, which keeps its port over restarts. */
export interface RunningServer {
  readonly url: string;
  end(signal?: NodeJS.Signals): Promise<void>;
  /** Ends it, and starts it on the same port. */
  restart(start?: Start): Promise<void>;
}

/** @throws {Error} with what it printed, where it does not start */
export async function startServer(name: ServerName, dataDir: string, first: Start = {}): Promise<RunningServer> {
  const start = (port: string, { env = {}, entry }: Start) =>
    startProcess(
      name,
      {
        [`${name.toUpperCase()}_PORT`]: port,
        DATA_DIR: dataDir,
        JWT_SECRET: PAIR_JWT_SECRET,
        ROUTER_REPLAY_TOKEN: PAIR_REPLAY_TOKEN,
        LOG_LEVEL: 'warn',
        // The router's connections are idle by then.
        SHUTDOWN_TIMEOUT_MS: '500',
        ...env,
      },
      entry === undefined ? {} : { entry },
    );
  const { child, url } = await start('0', first);
  let running: ChildProcess = child;
  return {
    url,
    end: (signal = 'SIGTERM') => end(running, signal),
    async restart(again = {}) {
      await end(running, 'SIGTERM');
      running = (await start(new URL(url).port, again)).child;
    },
  };
}

/** One of each over one data directory. */
export interface Servers {
  readonly urls: Readonly<Record<ServerName, string>>;
  readonly express: RunningServer;
  readonly fastify: RunningServer;
  end(): Promise<void>;
}

export async function startServers(dataDir: string, start: Start = {}): Promise<Servers> {
  const [express, fastify] = await Promise.all([
    startServer('express', dataDir, start),
    startServer('fastify', dataDir, start),
  ]);
  return {
    urls: { express: express.url, fastify: fastify.url },
    express,
    fastify,
    end: async () => void (await Promise.all([express.end(), fastify.end()])),
  };
}

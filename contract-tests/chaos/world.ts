import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { end, PAIR_JWT_SECRET, PAIR_REPLAY_TOKEN, type ServerName, startProcess } from '../pair.ts';
import { type Admin, adminAt } from './admin.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { createOutput } from './output.ts';
import { writeChaosProof } from './sign.ts';

/** Both servers and the router as processes of their own, over one fresh directory, with a proof, half of the users on each. */
export interface World {
  readonly url: string;
  /** The servers' own, past the router. */
  readonly serverUrls: Readonly<Record<ServerName, string>>;
  readonly dataDir: string;
  readonly admin: Admin;
  /** Between the router and Fastify. */
  readonly proxy: FaultProxy;
  /** Answers to registrations by request id, as the servers' logs tell of them: each is one run. */
  readonly registrationRuns: ReadonlyMap<string, readonly number[]>;
  /** Of the router. */
  readonly lastLines: readonly string[];
  /** Of the router's worker in charge. */
  workerPid(): number;
  /** Where, and when, a worker that is to serve has begun to. */
  listened(): number;
  signal(name: ServerName, signal: NodeJS.Signals): void;
  /** Ends a server and waits for its end. */
  end(name: ServerName, signal: NodeJS.Signals): Promise<void>;
  /** Starts a server again that has ended, on the same port. */
  start(name: ServerName): Promise<void>;
  signalRouter(signal: NodeJS.Signals): void;
  freshProof(): Promise<void>;
  stop(): Promise<void>;
}

export const SHARE = 50;
/** Each trip within ten minutes of a recovery doubles it, so the usual five seconds would grow to more than the run takes. */
export const FIRST_BACKOFF_MS = 1_000;
/** A disk that others keep busy stops both servers at once, for as long as a write to the database takes. */
const IN_MEMORY = '/dev/shm';
export const CHAOS_PREFIX = 'lockstep-chaos-';
const ADMIN_TOKEN = 'an-admin-token-for-the-chaos-test';

/** Where each world has a directory of its own. */
export function chaosParent(): string {
  return existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir();
}

/**
 * @param env variables of the router beside those that the test needs
 * @param signal aborted where the world is not wanted any more before all of it runs
 */
export async function startWorld(env: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<World> {
  const dataDir = await mkdtemp(join(chaosParent(), CHAOS_PREFIX));
  const contract = loadContract(OWN_CONTRACT);
  const registrationRuns = new Map<string, number[]>();
  const children = new Map<ServerName | 'router', ChildProcess>();
  const ports = new Map<ServerName, string>();
  let proxy: FaultProxy | undefined;
  const common = {
    DATA_DIR: dataDir,
    JWT_SECRET: PAIR_JWT_SECRET,
    ROUTER_REPLAY_TOKEN: PAIR_REPLAY_TOKEN,
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'info',
  };

  const startServer = async (name: ServerName) => {
    const output = createOutput(({ operation, requestId, status, completed }) => {
      // What the client has not waited for was run nevertheless.
      if (operation !== 'register' || completed === undefined) return;
      const runs = registrationRuns.get(String(requestId)) ?? [];
      registrationRuns.set(String(requestId), [...runs, Number(status)]);
    });
    const port = { [`${name.toUpperCase()}_PORT`]: ports.get(name) ?? '0' };
    const options = { onOutput: output.push, ...(signal === undefined ? {} : { signal }) };
    const { child, url } = await startProcess(name, { ...common, ...port }, options);
    children.set(name, child);
    ports.set(name, new URL(url).port);
    return url;
  };

  const stop = async () => {
    await proxy?.stop();
    await Promise.all([...children.values()].map((child) => endAtLast(child)));
    await rm(dataDir, { recursive: true, force: true });
  };

  try {
    // One that fails leaves none behind that is still starting.
    const starting = [startServer('express'), startServer('fastify')] as const;
    await Promise.allSettled(starting);
    const [express, fastify] = await Promise.all(starting);
    const urls = { express, fastify };
    await writeChaosProof(contract, dataDir, urls);
    const between = await startFaultProxy(fastify);
    proxy = between;
    const adminPort = await freePort();
    let worker = { pid: 0, times: 0 };
    const output = createOutput(({ msg, pid }) => {
      if (msg === 'listening') worker = { pid: Number(pid), times: worker.times + 1 };
    });
    const router = await startProcess(
      'router',
      {
        ...common,
        ROUTER_PORT: '0',
        ROUTER_ADMIN_PORT: String(adminPort),
        ROUTER_ADMIN_TOKEN: ADMIN_TOKEN,
        EXPRESS_URL: express,
        FASTIFY_URL: between.url,
        FASTIFY_TRAFFIC_PERCENTAGE: String(SHARE),
        ROUTER_FIRST_BACKOFF_MS: String(FIRST_BACKOFF_MS),
        ...env,
      },
      { onOutput: output.push, ...(signal === undefined ? {} : { signal }) },
    );
    children.set('router', router.child);
    return {
      url: router.url,
      serverUrls: urls,
      dataDir,
      admin: adminAt(adminPort, ADMIN_TOKEN),
      proxy: between,
      registrationRuns,
      lastLines: output.last,
      workerPid: () => worker.pid,
      listened: () => worker.times,
      signal: (name, signal) => void children.get(name)?.kill(signal),
      async end(name, signal) {
        const child = children.get(name);
        if (child !== undefined) await end(child, signal);
      },
      start: async (name) => void (await startServer(name)),
      signalRouter: (signal) => void router.child.kill(signal),
      freshProof: () => writeChaosProof(contract, dataDir, urls),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const END_WITHIN_MS = 15_000;

/** A process that is stopped, or that hangs, must not outlive the test. */
async function endAtLast(child: ChildProcess): Promise<void> {
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  await end(child, 'SIGTERM');
  clearTimeout(timer);
}

/** Nothing listens there, for now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type ServerName = 'express' | 'fastify';

/** Both servers as processes of their own, on free ports, over a fresh database. */
export interface Pair {
  readonly urls: Readonly<Record<ServerName, string>>;
  readonly pids: Readonly<Record<ServerName, number>>;
  readonly dataDirs: Readonly<Record<ServerName, string>>;
  /** Ends one server, for example with SIGKILL, and waits for its end. */
  kill(name: ServerName, signal: NodeJS.Signals): Promise<void>;
  /** Ends both and removes the database. */
  stop(): Promise<void>;
}

export interface PairOptions {
  /** Variables beside the ports and the data directory. */
  readonly env?: Readonly<Record<string, string>>;
  /** One database for both, as in production; or one for each, so that both can be given the same requests. */
  readonly databases?: 'shared' | 'separate';
  /** Aborted where the pair is not wanted any more before both servers listen. */
  readonly signal?: AbortSignal;
  /** Path of the module that starts a server by its name; default is the project's own. */
  readonly entry?: string;
}

/** The secret of a pair's tokens, so that tests can make tokens of their own. */
export const PAIR_JWT_SECRET = 'a secret for tests, of more than 32 bytes';

/** With it a test marks requests as the router would. */
export const PAIR_REPLAY_TOKEN = 'a replay token for tests, of more than 32 bytes';

/** @throws {Error} with what the server printed, when one of them does not start */
export async function startPair({ env = {}, databases = 'shared', ...start }: PairOptions = {}): Promise<Pair> {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-pair-'));
  const dataDirOf = (name: ServerName) => (databases === 'shared' ? directory : join(directory, name));
  const dataDirs = { express: dataDirOf('express'), fastify: dataDirOf('fastify') };
  const common = {
    EXPRESS_PORT: '0',
    FASTIFY_PORT: '0',
    JWT_SECRET: PAIR_JWT_SECRET,
    ROUTER_REPLAY_TOKEN: PAIR_REPLAY_TOKEN,
    LOG_LEVEL: 'warn',
    ...env,
  };
  const starts = await Promise.allSettled([
    startProcess('express', { ...common, DATA_DIR: dataDirs.express }, start),
    startProcess('fastify', { ...common, DATA_DIR: dataDirs.fastify }, start),
  ]);
  const [express, fastify] = starts.map((start) => (start.status === 'fulfilled' ? start.value : undefined));
  if (express === undefined || fastify === undefined) {
    for (const started of [express, fastify]) if (started !== undefined) await end(started.child, 'SIGTERM');
    await rm(directory, { recursive: true, force: true });
    throw starts.find((start) => start.status === 'rejected')?.reason ?? new Error('a server did not start');
  }
  const processes = { express: express.child, fastify: fastify.child };
  return {
    urls: { express: express.url, fastify: fastify.url },
    pids: { express: express.child.pid ?? 0, fastify: fastify.child.pid ?? 0 },
    dataDirs,
    kill: (name, signal) => end(processes[name], signal),
    stop: async () => {
      const ends = await Promise.allSettled([end(processes.express, 'SIGTERM'), end(processes.fastify, 'SIGTERM')]);
      await rm(directory, { recursive: true, force: true });
      const stayed = ends.find(({ status }) => status === 'rejected');
      if (stayed?.status === 'rejected') throw stayed.reason;
    },
  };
}

const ROOT = join(import.meta.dirname, '..');

interface StartOptions extends Pick<PairOptions, 'entry' | 'signal'> {
  /** Gets all that the process prints, from the first byte on. */
  readonly onOutput?: (chunk: Buffer) => void;
}

/** Starts one of Lockstep's processes and waits until it listens; `signal` ends it before that. */
export async function startProcess(
  name: ServerName | 'router',
  env: Readonly<Record<string, string>>,
  { entry = join(ROOT, 'lockstep.js'), signal, onOutput }: StartOptions = {},
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [entry, name], {
    // Not the project's folder, whose `.env` is a person's own.
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, ROUTER_CONTRACT: join(ROOT, 'openapi.yaml'), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const note = (chunk: Buffer) => {
    // Enough to say why a process did not start; later lines are read and dropped, so that its pipe never fills.
    if (output.length < 10_000) output += chunk.toString('utf8');
  };
  child.stdout?.on('data', note);
  child.stderr?.on('data', note);
  if (onOutput !== undefined) for (const stream of [child.stdout, child.stderr]) stream?.on('data', onOutput);
  const giveUp = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', giveUp);
  if (signal?.aborted === true) giveUp();
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it listened:\n${output}`)));
    child.on('message', (message: { readonly kind?: string; readonly url?: string }) => {
      if (message.kind === 'listening' && message.url !== undefined) resolve(message.url);
    });
  }).finally(() => signal?.removeEventListener('abort', giveUp));
  return { child, url };
}

/** Longer than a server may take to finish what is in flight (`servers/run.ts`). */
const ENDS_WITHIN_MS = 30_000;

/**
 * Sends a signal and waits for the end of the process.
 * @throws {Error} when it had to be killed, for it still ran after half a minute
 */
export async function end(child: ChildProcess, signal: NodeJS.Signals, withinMs = ENDS_WITHIN_MS): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  let killed = false;
  const late = setTimeout(() => {
    killed = child.kill('SIGKILL');
  }, withinMs);
  child.kill(signal);
  await exited;
  clearTimeout(late);
  if (killed) throw new Error(`process ${child.pid} still ran ${withinMs} ms after ${signal}, and was killed`);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchmarkError } from '../benchmark-error.ts';
import { onCore } from './pinning.ts';

export interface Launch {
  /** Program and words. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it listens, if it cannot say so over its channel as Node processes do. */
  readonly port?: number;
}

export interface Child {
  readonly pid: number;
  /** The first it listens on, and the others. */
  readonly urls: readonly string[];
  /** Resolves when it ends, whoever ended it, with words on how. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface Place {
  readonly name: string;
  /** Where its log goes, and where it runs: no file `.env` of the project is in it. */
  readonly directory: string;
  /** Core or cores that it is held on. */
  readonly core: number | readonly number[] | undefined;
}

const START_MS = 15_000;
const STOP_MS = 5_000;

/**
 * Starts a process, its output into a file as in production, and waits until it listens.
 * @throws {BenchmarkError} with what it printed, when it does not
 */
export async function startChild({ command, env, port }: Launch, { name, directory, core }: Place): Promise<Child> {
  const [program = '', ...words] = onCore(core, command);
  const log = join(directory, `${name.replaceAll('/', '-')}.log`);
  const output = openSync(log, 'a');
  const child = spawn(program, words, {
    cwd: directory,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', output, output, ...(port === undefined ? (['ipc'] as const) : [])],
  });
  closeSync(output);
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  const stop = () => end(child, ended);
  const listening = port === undefined ? messageOf(child) : accepting(port, ended);
  const late = new AbortController();
  const outcome = await Promise.race([
    listening,
    ended,
    sleep(START_MS, `did not listen within ${START_MS / 1000} s`, { signal: late.signal }),
  ]);
  late.abort();
  if (typeof outcome !== 'string') return { pid: child.pid ?? 0, urls: outcome, ended, stop };
  await stop();
  throw new BenchmarkError(`${name} did not start: ${outcome}\n${readFileSync(log, 'utf8').slice(-2_000)}`);
}

function messageOf(child: ChildProcess): Promise<readonly string[]> {
  return new Promise((resolve) => {
    child.on('message', (message: { kind?: unknown; url?: string; urls?: readonly string[] }) => {
      if (message.kind === 'listening') resolve(message.urls ?? (message.url === undefined ? [] : [message.url]));
    });
  });
}

async function accepting(port: number, ended: Promise<string>): Promise<readonly string[] | string> {
  for (let over = false; !over; ) {
    const socket = connect({ port, host: '127.0.0.1' });
    const accepted = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (accepted) return [`http://127.0.0.1:${port}`];
    over = await Promise.race([ended.then(() => true), sleep(50, false)]);
  }
  return ended;
}

async function end(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const cut = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(cut);
}

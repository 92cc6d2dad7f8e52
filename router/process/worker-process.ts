import { fork, type StdioOptions } from 'node:child_process';
import type { FromWorker, ToWorker } from './messages.ts';
import type { HeldSocket } from './sockets.ts';

/** How a process ended: its exit code, or the signal that ended it. */
export type Exit = { readonly code: number } | { readonly signal: string };

export interface WorkerProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** What is said to a worker that has gone is lost without a word: `exited` tells. */
  send(message: ToWorker): void;
  kill(): void;
}

/**
 * V8's settings for a process that holds many requests at a time (docs/decisions/router-speed.md has the figures).
 *
 * Pretenuring: of a line of code whose objects mostly outlive a collection of young ones, as they do with more requests in flight than fit
 * between two collections, V8 makes all further objects old from the start. They die as soon as before, but what they point to is then
 * kept until the next full collection: half of all that requests allocate.
 *
 * Semi-space: room for young objects, in MiB; up to three times as much is resident under load.
 *
 * Heap growing: how much garbage, as a share of what lives, may gather among old objects before the next full collection.
 *
 * Exposed collection: for `proxy/passing-bytes.ts`.
 */
const V8_SETTINGS: readonly string[] = [
  '--no-allocation-site-pretenuring',
  '--max-semi-space-size=8',
  '--heap-growing-percent=50',
  '--expose-gc',
];

/** Starts a worker that inherits the sockets, and this process's arguments for Node. */
export function startWorker(
  file: string,
  sockets: readonly HeldSocket[],
  onMessage: (message: FromWorker) => void,
): WorkerProcess {
  const inherited = sockets.flatMap(({ fd }) => (fd === undefined ? [] : [fd]));
  const stdio: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc', ...inherited];
  const child = fork(file, { stdio, execArgv: workerArguments(process.execArgv) });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? { code: code ?? 1 } : { signal }));
    child.on('error', () => child.pid === undefined && resolve({ code: 1 }));
  });
  // Only our own worker holds the other end of this channel.
  child.on('message', (message) => onMessage(message as FromWorker));
  return {
    pid: child.pid ?? -1,
    exited,
    send: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** Ours first: of two the last counts, so that this process's own prevail. */
export function workerArguments(execArgv: readonly string[]): string[] {
  return [...V8_SETTINGS, ...argumentsForFile(execArgv)];
}

/** Without those that say what this process runs instead of a file, or that take a port of its own. */
export function argumentsForFile(execArgv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < execArgv.length; index += 1) {
    const argument = execArgv[index] ?? '';
    if (/^(-e|--eval|-p|--print|-pe)$/.test(argument)) index += 1;
    else if (!/^(--(eval|print)=|--input-type|--inspect|--test)/.test(argument)) kept.push(argument);
  }
  return kept;
}

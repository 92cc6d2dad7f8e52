import { readdir } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a process says of itself from inside. */
export interface ProbeReading {
  /** User and system time since its start, of all its threads. */
  readonly cpuMicroseconds: number;
  /** Since the reading before: how much later than due a timer ran, the 99th percentile. */
  readonly eventLoopDelayP99Ms: number;
  /** Of the main thread. */
  readonly heapUsedBytes: number;
}

/** The probes of a subject's processes. */
export interface Probes {
  /** By process id. */
  read(): Promise<ReadonlyMap<number, ProbeReading>>;
  /** The same after a collection in each. */
  collect(): Promise<ReadonlyMap<number, ProbeReading>>;
  close(): void;
}

const PROBE = pathToFileURL(join(import.meta.dirname, 'probe.js')).href;

/** Variables that load the probe into a process and all that it starts; their sockets come to lie in `directory`. */
export function probeEnvironment(directory: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${PROBE}`, BENCH_PROBES: directory };
}

/** Connects to the processes that have put a socket there; what one of them does not answer any more is left out. */
export async function openProbes(directory: string): Promise<Probes> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.sock'));
  const links = files.map((name) => ({ pid: Number.parseInt(name, 10), ask: link(join(directory, name)) }));
  const askAll = async (word: 'read' | 'collect') => {
    const answers = await Promise.allSettled(
      links.map(async ({ pid, ask }): Promise<[number, ProbeReading]> => [pid, await ask.send(word)]),
    );
    return new Map(answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : [])));
  };
  return {
    read: () => askAll('read'),
    collect: () => askAll('collect'),
    close: () => {
      for (const { ask } of links) ask.close();
    },
  };
}

function link(path: string) {
  const socket: Socket = createConnection(path).setEncoding('utf8');
  let waiting: PromiseWithResolvers<ProbeReading> | undefined;
  let received = '';
  socket.on('data', (text) => {
    received += text;
    if (!received.endsWith('\n')) return;
    // Only our own probe is at the other end.
    waiting?.resolve(JSON.parse(received) as ProbeReading);
    received = '';
  });
  const fail = () => waiting?.reject(new Error('the process has ended'));
  socket.on('error', fail).on('close', fail);
  return {
    send(word: string): Promise<ProbeReading> {
      waiting = Promise.withResolvers<ProbeReading>();
      if (socket.destroyed) fail();
      else socket.write(word);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

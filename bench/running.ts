import { BenchmarkError } from './benchmark-error.ts';
import type { Child } from './process/child.ts';
import { openProbes, type ProbeReading } from './process/probes.ts';
import { readTree, readTreeAtRest } from './process/process-tree.ts';
import type { Memory, SubjectName } from './report.ts';

/** A subject's process, with those that it has started, and the servers behind it. */
export interface Running {
  readonly name: SubjectName;
  readonly url: string;
  /** How it ended, or undefined while it runs. */
  ended(): string | undefined;
  /** Of its own processes, and of those behind it. */
  readCpu(): Promise<Cpu>;
  /** Since it was asked last: the worst of its own processes. */
  readEventLoopDelayP99Ms(): Promise<number | undefined>;
  readResidentBytes(): Promise<number | undefined>;
  /** Waits until it, and what is behind it, has stopped working, at most 0.3 s. */
  rest(): Promise<void>;
  /** After a collection. */
  readMemory(): Promise<Memory>;
  stop(): Promise<void>;
}

/** User and system time since the start, over all threads; undefined where a process does not tell. */
export interface Cpu {
  readonly ownMicroseconds: number | undefined;
  readonly behindMicroseconds: number | undefined;
}

/** @param probes directory in which the process and those that it has started have put the sockets of their probes */
export async function toRunning(
  name: SubjectName,
  child: Child,
  probes: string,
  behind: readonly Running[],
): Promise<Running> {
  const [url] = child.urls;
  if (url === undefined) throw new BenchmarkError(`${name} does not say where it listens`);
  const own = await openProbes(probes);
  let how: string | undefined;
  void child.ended.then((words) => {
    how = words;
  });
  return {
    name,
    url,
    ended: () => how,
    async readCpu() {
      const [readings, others] = await Promise.all([own.read(), Promise.all(behind.map((server) => server.readCpu()))]);
      return {
        ownMicroseconds: cpuOf(readings),
        behindMicroseconds: sum(others.map(({ ownMicroseconds }) => ownMicroseconds)),
      };
    },
    async readEventLoopDelayP99Ms() {
      const delays = [...(await own.read()).values()].map(({ eventLoopDelayP99Ms }) => eventLoopDelayP99Ms);
      return delays.length === 0 ? undefined : Math.max(...delays);
    },
    readResidentBytes: async () => (await readTree(child.pid)).residentBytes,
    async rest() {
      await readTreeAtRest(child.pid);
      for (const server of behind) await server.rest();
    },
    async readMemory() {
      const readings = [...(await own.collect()).values()];
      // The collection gives pages back a little later.
      const { residentBytes } = await readTreeAtRest(child.pid);
      const heapUsedBytes = sum(readings.map((reading) => reading.heapUsedBytes));
      return { residentBytes, heapUsedBytes: readings.length === 0 ? undefined : heapUsedBytes };
    },
    async stop() {
      own.close();
      await child.stop();
    },
  };
}

function cpuOf(readings: ReadonlyMap<number, ProbeReading>): number | undefined {
  if (readings.size === 0) return undefined;
  return sum([...readings.values()].map(({ cpuMicroseconds }) => cpuMicroseconds));
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    total += value;
  }
  return total;
}

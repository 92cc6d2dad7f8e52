import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessFigures, readProcessFigures } from './process-figures.ts';

/**
 * A process and all that it has started: a subject may be a parent with workers. Of the pages that are mapped from files only the
 * largest share is counted: they are the same program's, and lie in memory once.
 */
export async function readTree(pid: number): Promise<ProcessFigures> {
  if (process.platform !== 'linux') return { cpuMicroseconds: undefined, residentBytes: undefined };
  const parents = await readParents();
  // A process may end between being listed and being read.
  const read = await Promise.allSettled(treeOf(pid, parents).map(readOne));
  return sumOf(read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
}

/** A process and all that it has started and that still run. */
export async function treePids(pid: number): Promise<number[]> {
  return treeOf(pid, await readParents());
}

/** What one process of a tree takes; memory in bytes. */
export interface ProcessShare {
  readonly cpuMicroseconds: number;
  readonly residentBytes: number;
  /** The part of those that is mapped from files. */
  readonly fileBytes: number;
}

export function sumOf(processes: readonly ProcessShare[]): ProcessFigures {
  if (processes.length === 0) return { cpuMicroseconds: undefined, residentBytes: undefined };
  const own = processes.reduce((sum, { residentBytes, fileBytes }) => sum + residentBytes - fileBytes, 0);
  return {
    cpuMicroseconds: processes.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds, 0),
    residentBytes: own + Math.max(...processes.map(({ fileBytes }) => fileBytes)),
  };
}

async function readOne(pid: number): Promise<ProcessShare> {
  const [{ cpuMicroseconds = 0, residentBytes = 0 }, status] = await Promise.all([
    readProcessFigures(pid),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]);
  // Kernels before 4.5 do not tell it.
  const fileBytes = Number(/^RssFile:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  return { cpuMicroseconds, residentBytes, fileBytes };
}

const LOOK_EVERY_MS = 30;
const LOOKS = 10;

/** Waits until it rests, at most 0.3 s: what it still does, a log to write, belongs to the requests that it has answered. */
export async function readTreeAtRest(pid: number): Promise<ProcessFigures> {
  let figures = await readTree(pid);
  for (let look = 0; look < LOOKS; look++) {
    await sleep(LOOK_EVERY_MS);
    const later = await readTree(pid);
    if (later.cpuMicroseconds === figures.cpuMicroseconds) return later;
    figures = later;
  }
  return figures;
}

/** @param parents the parent of each process */
export function treeOf(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return [pid, ...children.flatMap((child) => treeOf(child, parents))];
}

async function readParents(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const pairs = await Promise.allSettled(
    pids.map(async (pid): Promise<[number, number]> => [pid, parentIn(await readFile(`/proc/${pid}/stat`, 'latin1'))]),
  );
  return new Map(pairs.flatMap((pair) => (pair.status === 'fulfilled' ? [pair.value] : [])));
}

/** Field 4 of /proc/<pid>/stat (proc_pid_stat(5)); field 2, the name, may hold blanks and parentheses. */
function parentIn(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

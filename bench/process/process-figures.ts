import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Undefined on a platform without /proc. */
export interface ProcessFigures {
  /** User and system time since the process started, over all of its threads. */
  readonly cpuMicroseconds: number | undefined;
  readonly residentBytes: number | undefined;
}

/** Linux counts in hundredths of a second towards user space, whatever its own clock does (time(7), USER_HZ). */
const TICK_MICROSECONDS = 10_000;

export async function readProcessFigures(pid: number): Promise<ProcessFigures> {
  if (process.platform !== 'linux') return { cpuMicroseconds: undefined, residentBytes: undefined };
  const [stat, status] = await Promise.all([readProc(pid, 'stat'), readProc(pid, 'status')]);
  return { cpuMicroseconds: parseCpuMicroseconds(stat), residentBytes: parseResidentBytes(status) };
}

const LOOK_EVERY_MS = 50;
const LOOKS = 40;

/**
 * Waits until a process has stopped working, at most two seconds, and reads it. Requests that were cut off at the end of a
 * measurement are still being worked on: their cost belongs to it, and not to the server that has the next turn.
 */
export async function readWhenIdle(pid: number): Promise<ProcessFigures> {
  let figures = await readProcessFigures(pid);
  for (let look = 0; look < LOOKS; look++) {
    await sleep(LOOK_EVERY_MS);
    const later = await readProcessFigures(pid);
    if (later.cpuMicroseconds === figures.cpuMicroseconds) return later;
    figures = later;
  }
  return figures;
}

/** Fields 14 and 15 of /proc/<pid>/stat (proc_pid_stat(5)); field 2, the name, may hold blanks and parentheses. */
export function parseCpuMicroseconds(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * TICK_MICROSECONDS : undefined;
}

/** VmRSS of /proc/<pid>/status, which is in KiB (proc_pid_status(5)). */
export function parseResidentBytes(status: string): number | undefined {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

function readProc(pid: number, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8');
}

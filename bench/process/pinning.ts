import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { findProgram } from './programs.ts';

/** Which core the subject runs on, and which the load generator and the backends share. */
export interface Pinning {
  readonly subject: number;
  readonly load: number;
}

/** @returns the reason in words, where processes cannot be held on two cores of their own */
export function choosePinning(): Pinning | string {
  if (process.platform !== 'linux' || findProgram('taskset') === undefined) return 'taskset is not installed';
  const [subject, load] = allowedCores();
  if (subject === undefined || load === undefined) return 'this machine has one core';
  return { subject, load };
}

/** In words, as it is told with the figures. */
export function describePinning(pinning: Pinning | string): string {
  if (typeof pinning === 'string') return `nothing is held on a core: ${pinning}`;
  return `subjects on core ${pinning.subject}, the load on core ${pinning.load}`;
}

/** The cores that this process may use now; none where the platform does not say. */
export function allowedCores(): readonly number[] {
  if (process.platform !== 'linux') return [];
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return parseCores(list);
}

/** `0-2,5` as proc_pid_status(5) writes the cores that a process may use. */
export function parseCores(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    if (first === undefined) return [];
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
  });
}

/** A command held on cores, its threads and processes with it; it stays the same process, for taskset becomes it. */
export function onCore(core: number | readonly number[] | undefined, command: readonly string[]): readonly string[] {
  return core === undefined ? command : ['taskset', '-c', [core].flat().join(), ...command];
}

/** Holds this process, all its threads, on a core. */
export async function holdSelf(core: number): Promise<void> {
  await promisify(execFile)('taskset', ['-a', '-c', '-p', String(core), String(process.pid)]);
}

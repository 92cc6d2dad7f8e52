import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { treePids } from './process-tree.ts';

/** What other processes take of the cores that are measured on, in cores: 0.1 is a tenth of one. */
export interface OtherLoad {
  /** In the second before anything was started. */
  readonly before: number;
  /** Over the measurements. */
  readonly during: number;
  /** The most in any few seconds of them. */
  readonly most: number;
}

/** Above this share of a core figures are no longer those of the subjects alone. */
export const OTHER_LOAD_LIMIT = 0.1;

export interface LoadMeter {
  /** Cores that others took since the reading before; undefined for the first, and where the platform does not say. */
  read(): Promise<number | undefined>;
  /** Waits so long, and says what others took meanwhile. */
  readOver(milliseconds: number): Promise<number | undefined>;
  /** The same, taken only once some seconds have passed since the reading before, and kept for `summary`. */
  watch(): Promise<void>;
  /** @param before what `read` said before anything was started */
  summary(before: number | undefined): OtherLoad | undefined;
}

/** Over shorter times the kernel's clock, of a hundredth of a second, would show as load. */
const WINDOW_SECONDS = 3;
const TICKS_PER_SECOND = 100;

/** @param cores whose time counts: those that this process could use when it started */
export function createLoadMeter(cores: readonly number[], takeTicks = readTicks): LoadMeter {
  const windows: { readonly ticks: number; readonly seconds: number }[] = [];
  let last: Ticks | undefined;
  const since = async (seconds: number) => {
    const now = await takeTicks(cores);
    if (now === undefined || last === undefined) {
      last = now;
      return undefined;
    }
    const elapsed = (now.atMs - last.atMs) / 1000;
    if (elapsed < seconds) return undefined;
    // What the kernel counts by its clock and what it measures differ a little, in both directions.
    const ticks = now.all - last.all - (now.own - last.own);
    last = now;
    return { ticks, seconds: elapsed };
  };
  const read = async () => {
    const window = await since(0);
    return window && coresOf([window]);
  };
  return {
    read,
    async readOver(milliseconds) {
      await read();
      await sleep(milliseconds);
      return read();
    },
    async watch() {
      if (last !== undefined && performance.now() - last.atMs < WINDOW_SECONDS * 1000) return;
      const window = await since(WINDOW_SECONDS);
      if (window !== undefined) windows.push(window);
    },
    summary(before) {
      if (before === undefined || windows.length === 0) return undefined;
      return { before, during: coresOf(windows), most: Math.max(...windows.map((one) => coresOf([one]))) };
    },
  };
}

function coresOf(windows: readonly { readonly ticks: number; readonly seconds: number }[]): number {
  const sum = (of: 'ticks' | 'seconds') => windows.reduce((total, one) => total + one[of], 0);
  return Math.max(0, sum('ticks') / TICKS_PER_SECOND / sum('seconds'));
}

/** CPU time since some moment in the past, in hundredths of a second. */
export interface Ticks {
  readonly atMs: number;
  readonly all: number;
  /** Of this process and all that it has started, those that have ended with them. */
  readonly own: number;
}

async function readTicks(cores: readonly number[]): Promise<Ticks | undefined> {
  if (process.platform !== 'linux') return undefined;
  const pids = await treePids(process.pid);
  const [stat, ...processes] = await Promise.all([
    readFile('/proc/stat', 'latin1'),
    ...pids.map((pid) => readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')),
  ]);
  const all = busyTicks(stat, cores);
  // A sandbox may show the file without figures.
  if (all === 0) return undefined;
  return { atMs: performance.now(), all, own: processes.reduce((sum, one) => sum + ownTicks(one), 0) };
}

/**
 * User, nice, system and stolen time of some cores in /proc/stat (proc_stat(5)). Interrupts are left out: kernels differ in whether
 * they charge the one of a packet to the process that sent it.
 */
export function busyTicks(stat: string, cores: readonly number[]): number {
  const lines = stat.split('\n').flatMap((line) => {
    const [, core, figures = ''] = /^cpu(\d+)\s+(.*)$/.exec(line) ?? [];
    return core !== undefined && cores.includes(Number(core)) ? [figures.split(' ').map(Number)] : [];
  });
  return lines.reduce((sum, [user = 0, nice = 0, system = 0, , , , , stolen = 0]) => {
    return sum + user + nice + system + stolen;
  }, 0);
}

/** Fields 14 to 17 of /proc/<pid>/stat: its own user and system time, and that of its children that have ended; 0 once it is gone. */
export function ownTicks(stat: string): number {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15);
  return fields.length < 4 ? 0 : fields.reduce((sum, field) => sum + Number(field), 0);
}

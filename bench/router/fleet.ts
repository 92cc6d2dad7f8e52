import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../process/child.ts';
import { holdSelf, type Pinning } from '../process/pinning.ts';
import { checkAnswers, checkRouting } from './check.ts';
import type { Running } from './measure.ts';
import type { Subject } from './subjects.ts';
import type { MethodName, Traffic } from './traffic.ts';

/** The backends and all subjects, running. */
export interface Fleet {
  readonly subjects: ReadonlyMap<string, Running>;
  /** The first backend's URL. */
  readonly direct: string;
  /** Checks that every subject answers as the backend does, and that routers still spread users as they were told. */
  check(): Promise<void>;
  /** Ends every process and removes their files. */
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly pinning: Pinning | string;
  readonly traffic: Readonly<Record<MethodName, Traffic>>;
  /** Variables of the subjects beside their own. */
  readonly env?: Readonly<Record<string, string>>;
}

const BACKEND = fileURLToPath(new URL('backend.ts', import.meta.url));

/** @throws {BenchmarkError} when one does not start; those that did are ended */
export async function startFleet(
  subjects: readonly Subject[],
  { pinning, traffic, env }: FleetOptions,
): Promise<Fleet> {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  const cores: Partial<Pinning> = typeof pinning === 'string' ? {} : pinning;
  const children: Child[] = [];
  const start = async (name: string, launch: Parameters<typeof startChild>[0], core: number | undefined) => {
    const child = await startChild(launch, { name, directory, core });
    children.push(child);
    return child;
  };
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    if (cores.load !== undefined) await holdSelf(cores.load);
    const backend = await start('backend', { command: [process.execPath, BACKEND] }, cores.load);
    const [first = '', second = ''] = backend.urls;
    const running = new Map<string, Running>();
    for (const { name, launch } of subjects) {
      if (launch === undefined) {
        running.set(name, { url: first, pid: backend.pid });
        continue;
      }
      const launched = await launch({ backends: [first, second], directory });
      const { pid, urls } = await start(name, { ...launched, env: { ...launched.env, ...env } }, cores.subject);
      running.set(name, { url: urls[0] ?? '', pid });
    }
    const check = () => checkAll(subjects, running, first, traffic);
    return { subjects: running, direct: first, check, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function checkAll(
  subjects: readonly Subject[],
  running: ReadonlyMap<string, Running>,
  direct: string,
  traffic: Readonly<Record<MethodName, Traffic>>,
): Promise<void> {
  for (const { name, percentage } of subjects) {
    const { url = '' } = running.get(name) ?? {};
    await checkAnswers(name, url, direct, Object.values(traffic));
    if (percentage !== undefined) await checkRouting(name, url, percentage, traffic.GET);
  }
}

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchmarkError } from '../benchmark-error.ts';
import { choosePinning } from '../process/pinning.ts';
import { align } from '../table.ts';
import { startFleet } from './fleet.ts';
import { saturate } from './load.ts';
import type { Subject } from './subjects.ts';
import type { MethodName, Traffic } from './traffic.ts';

export interface ProfileRun {
  readonly subject: Subject;
  readonly seconds: number;
  readonly connections: number;
  readonly traffic: Readonly<Record<MethodName, Traffic>>;
  readonly signal: AbortSignal;
}

export interface Cost {
  /** `name file:line` */
  readonly where: string;
  /** In its own lines, without what it calls; of the time that was not idle. */
  readonly share: number;
}

const SHOWN = 30;
const WARM_UP_SECONDS = 1;
const PROJECT = new URL('../../', import.meta.url).href;

/** Runs a Node subject under V8's sampling profiler at saturation (GET and POST in turns) and lists where its time goes. */
export async function profileRouter({ subject, seconds, connections, traffic, signal }: ProfileRun) {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-profile-'));
  try {
    const env = { NODE_OPTIONS: `--cpu-prof --cpu-prof-interval=250 --cpu-prof-dir=${directory}` };
    const fleet = await startFleet([subject], { pinning: choosePinning(), traffic, env });
    let since = 0;
    try {
      await fleet.check();
      const url = fleet.subjects.get(subject.name)?.url ?? '';
      const loads = Object.values(traffic).map((one) => ({ url, traffic: one, connections, signal }));
      for (const load of loads) await saturate(load, WARM_UP_SECONDS);
      since = Number(process.hrtime.bigint() / 1000n);
      for (const load of loads) await saturate(load, seconds / 2);
    } finally {
      // A profile is written when its process ends.
      await fleet.stop();
    }
    const profiles = await Promise.all(
      (await readdir(directory)).map((file) => readFile(join(directory, file), 'utf8')),
    );
    // A parent that only holds sockets writes one too: the one that worked is meant.
    const costs = profiles
      .map((text) => costsOf(JSON.parse(text) as CpuProfile, since))
      .toSorted((a, b) => b.busy - a.busy)[0];
    if (costs === undefined) throw new BenchmarkError(`${subject.name} wrote no profile`);
    const rows = costs.costs.slice(0, SHOWN).map(({ where, share }) => [`${(share * 100).toFixed(1)} %`, where]);
    const parts = byPart(costs.costs).map(({ where, share }) => [`${(share * 100).toFixed(1)} %`, where]);
    const title = `${subject.name}: where its time goes at ${connections} connections, by function (self time)`;
    return { text: [title, ...align(rows), '', 'By part', ...align(parts)].join('\n'), report: costs };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The parts of a .cpuprofile that are read (Chrome DevTools Protocol, Profiler.Profile); times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** By the system's monotonic clock, which process.hrtime() reads too. */
  readonly startTime: number;
  readonly samples: readonly number[];
  /** Since the sample before. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/**
 * Self time per function, largest first; a native function counts for each caller apart.
 *
 * @param since what came before, the start of the process, is left out
 */
export function costsOf(
  { nodes, samples, timeDeltas, startTime }: CpuProfile,
  since = 0,
): { readonly busy: number; readonly costs: Cost[] } {
  const names = namesOf(nodes);
  const times = new Map<string, number>();
  let busy = 0;
  let now = startTime;
  for (const [index, id] of samples.entries()) {
    now += timeDeltas[index] ?? 0;
    const name = names.get(id) ?? '(unknown)';
    if (name === '(idle)' || now < since) continue;
    // A sample stands for the time until the next one.
    const time = timeDeltas[index + 1] ?? 0;
    times.set(name, (times.get(name) ?? 0) + time);
    busy += time;
  }
  const costs = [...times].map(([where, time]) => ({ where, share: time / busy }));
  return { busy, costs: costs.toSorted((one, other) => other.share - one.share) };
}

/** The same by what the function, or a native function's caller, belongs to: a folder of the project, a package, a module of Node. */
export function byPart(costs: readonly Cost[]): Cost[] {
  const shares = new Map<string, number>();
  for (const { where, share } of costs) {
    const file = where.split(' ').at(-1) ?? '';
    const part = /^node_modules\/(?:@[^/]+\/)?[^/]+|^node:\w+|^[\w-]+(?=\/)/.exec(file)?.[0] ?? 'V8';
    shares.set(part, (shares.get(part) ?? 0) + share);
  }
  return [...shares].map(([where, share]) => ({ where, share })).toSorted((one, other) => other.share - one.share);
}

function namesOf(nodes: readonly ProfileNode[]): Map<number, string> {
  const callers = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)));
  return new Map(
    nodes.map((node) => {
      const caller = callers.get(node.id);
      const isNative = node.callFrame.url === '' && !node.callFrame.functionName.startsWith('(');
      return [node.id, isNative && caller ? `${nameOf(node)}, for ${nameOf(caller)}` : nameOf(node)];
    }),
  );
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const path = url.startsWith('file:') ? fileURLToPath(url).replace(fileURLToPath(PROJECT), '') : url;
  // V8 counts lines from 0.
  return `${name} ${path}:${lineNumber + 1}`;
}

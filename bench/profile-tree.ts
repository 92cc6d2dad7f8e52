import { fileURLToPath } from 'node:url';
import type { ProfileNode } from './report.ts';

/** The parts of a .cpuprofile that are read (Chrome DevTools Protocol, Profiler.Profile); times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  /** By the system's monotonic clock, which process.hrtime() reads too. */
  readonly startTime: number;
  readonly samples: readonly number[];
  /** Since the sample before. */
  readonly timeDeltas: readonly number[];
}

interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** Of the whole; what is smaller is left out. */
const SMALLEST_SHARE = 0.001;
const PROJECT = fileURLToPath(new URL('../', import.meta.url));

/** The call tree of a profile from a moment on, without what was idle. */
export function toTree(profile: CpuProfile, since = 0): ProfileNode {
  const self = selfTimes(profile, since);
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const least = SMALLEST_SHARE * [...self.values()].reduce((sum, time) => sum + time, 0);
  const [root] = profile.nodes;
  if (root === undefined) throw new RangeError('a profile without a node');

  function build(node: CpuProfileNode): ProfileNode {
    const called = (node.children ?? []).flatMap((id) => nodes.get(id) ?? []).map(build);
    const selfMicroseconds = self.get(node.id) ?? 0;
    return {
      ...describe(node),
      selfMicroseconds,
      totalMicroseconds: called.reduce((sum, { totalMicroseconds }) => sum + totalMicroseconds, selfMicroseconds),
      children: called
        .filter(({ totalMicroseconds }) => totalMicroseconds >= least && totalMicroseconds > 0)
        .toSorted((one, other) => other.totalMicroseconds - one.totalMicroseconds),
    };
  }
  return build(root);
}

function selfTimes({ nodes, samples, timeDeltas, startTime }: CpuProfile, since: number): Map<number, number> {
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id));
  const times = new Map<number, number>();
  let now = startTime;
  for (const [index, id] of samples.entries()) {
    now += timeDeltas[index] ?? 0;
    if (now < since || idle.has(id)) continue;
    // A sample stands for the time until the next one.
    times.set(id, (times.get(id) ?? 0) + (timeDeltas[index + 1] ?? 0));
  }
  return times;
}

function describe({
  callFrame: { functionName, url, lineNumber },
}: CpuProfileNode): Pick<ProfileNode, 'name' | 'where'> {
  const name = functionName || '(anonymous)';
  if (url === '') return { name, where: '' };
  const path = url.startsWith('file:') ? fileURLToPath(url).replace(PROJECT, '') : url;
  // V8 counts lines from 0.
  return { name, where: path.startsWith('node:') ? path : `${path}:${lineNumber + 1}` };
}

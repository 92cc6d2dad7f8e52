import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BenchmarkError } from './benchmark-error.ts';
import type { Fleet } from './fleet.ts';
import { saturate } from './load/saturate.ts';
import type { Chosen } from './plan.ts';
import { startChild } from './process/child.ts';
import { type CpuProfile, toTree } from './profile-tree.ts';
import type { Progress } from './progress.ts';
import type { Profile, SubjectName } from './report.ts';
import { launchOf } from './subjects/subjects.ts';

export interface ProfileRun {
  readonly fleet: Fleet;
  /** Scenarios that it is put under, in turn, with their connections. */
  readonly chosen: readonly Chosen[];
  /** Of each scenario. */
  readonly seconds: number;
  readonly core: number | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Where the .cpuprofile goes, and what its name begins with. */
  readonly directory: string;
  readonly prefix: string;
}

const INTERVAL_MICROSECONDS = 250;
/** Each thread writes one: `CPU.<day>.<time>.<process>.<thread>.<number>.cpuprofile`, the main thread being 0. */
const MAIN_THREAD = /\.0\.\d+\.cpuprofile$/;

/**
 * Runs a subject, in a process of its own, under V8's sampling profiler at saturation. What comes before the load, the start, is left
 * out of the tree and is in the file.
 */
export async function profileSubject(name: SubjectName, run: ProfileRun): Promise<Profile> {
  const { fleet, chosen, seconds, signal, progress, directory, prefix } = run;
  const { context } = fleet;
  const profiles = join(context.directory, `${name}.profiles`);
  await mkdir(profiles);
  const launch = launchOf(name, context);
  const flags = `--cpu-prof --cpu-prof-interval=${INTERVAL_MICROSECONDS} --cpu-prof-dir=${profiles}`;
  const child = await startChild(
    { ...launch, env: { ...launch.env, NODE_OPTIONS: flags } },
    { name: `${name}-profiled`, directory: context.directory, core: run.core },
  );
  let since = 0;
  try {
    const url = child.urls[0] ?? '';
    const load = ({ scenario, connections }: Chosen) => saturate(scenario, { url, connections, seconds, signal });
    for (const one of chosen) {
      progress.step(`profile of ${name}: warming up, ${one.scenario.name}`, seconds);
      await load(one);
    }
    since = Number(process.hrtime.bigint() / 1000n);
    for (const one of chosen) {
      progress.step(`profile of ${name}: ${one.scenario.name}`, seconds);
      await load(one);
    }
  } finally {
    // A profile is written when its process ends.
    await child.stop();
  }
  const written = (await readdir(profiles)).find((name) => MAIN_THREAD.test(name));
  if (written === undefined) throw new BenchmarkError(`${name} wrote no profile`);
  const text = await readFile(join(profiles, written), 'utf8');
  const file = `${prefix}.${name}.cpuprofile`;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, file), text);
  return { file, tree: toTree(JSON.parse(text) as CpuProfile, since) };
}

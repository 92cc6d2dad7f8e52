import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchmarkError } from './benchmark-error.ts';
import { ask } from './check.ts';
import type { Fleet } from './fleet.ts';
import { startChild } from './process/child.ts';
import type { Progress } from './progress.ts';
import type { SubjectName } from './report.ts';
import type { Scenario } from './scenarios.ts';
import { launchOf } from './subjects/subjects.ts';

export interface StartUps {
  readonly fleet: Fleet;
  readonly subjects: readonly SubjectName[];
  /** What each is asked first; anybody may ask it. */
  readonly scenario: Scenario;
  readonly starts: number;
  /** All cores: a start uses more than one. */
  readonly cores: readonly number[] | undefined;
  readonly progress: Progress;
  readonly seconds: number;
}

const LONGEST_MS = 15_000;

/**
 * Starts each subject in turn, as many times as asked, beside the fleet that rests: milliseconds from the spawn until the first answer that
 * is right. A router's does not have the servers' in it.
 *
 * @throws {BenchmarkError} when one does not start
 */
export async function measureStartUps(parts: StartUps): Promise<Map<SubjectName, number[]>> {
  const { fleet, subjects, scenario, starts, cores, progress, seconds } = parts;
  const all = new Map<SubjectName, number[]>(subjects.map((name) => [name, []]));
  // A router's folder is held by the one of the fleet.
  const context = { ...fleet.context, directory: join(fleet.context.directory, 'starts') };
  await mkdir(context.directory);
  for (let start = 1; start <= starts; start++) {
    for (const name of subjects) {
      progress.step(`starting ${name}, ${start} of ${starts}`, seconds);
      const launch = launchOf(name, context);
      const beganMs = performance.now();
      const child = await startChild(launch, { name, directory: context.directory, core: cores });
      try {
        await firstAnswer(scenario, child.urls[0] ?? '', name);
        all.get(name)?.push(performance.now() - beganMs);
      } finally {
        await child.stop();
      }
    }
  }
  return all;
}

async function firstAnswer(scenario: Scenario, url: string, name: SubjectName): Promise<void> {
  const giveUpMs = performance.now() + LONGEST_MS;
  let seen = 0;
  while (performance.now() < giveUpMs) {
    seen = (await ask(scenario, url)).status;
    if (seen === scenario.status) return;
    await sleep(1);
  }
  throw new BenchmarkError(
    `${name} still answered ${scenario.name} with ${seen} ${LONGEST_MS / 1000} s after its start`,
  );
}

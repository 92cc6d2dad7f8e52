import { setTimeout as sleep } from 'node:timers/promises';
import { BenchmarkError } from './benchmark-error.ts';
import { ask } from './check.ts';
import { fieldOf } from './heads.ts';
import type { SubjectName } from './report.ts';
import type { Scenario } from './scenarios.ts';

const LOOKS = 20;
const LOOK_EVERY_MS = 100;

/** Where each router must send users. */
const EXPECTED: Readonly<Partial<Record<SubjectName, readonly string[]>>> = {
  'router-0': ['express'],
  'router-50': ['express', 'fastify'],
  'router-100': ['fastify'],
};

/**
 * Checks that a router sends its users where it was told to; one that has taken back its rollout would be measured as another.
 * After its start it may take a moment. Other subjects are no matter.
 *
 * @throws {BenchmarkError} with where they go instead
 */
export async function checkRouting(subject: SubjectName, url: string, scenario: Scenario): Promise<void> {
  const expected = EXPECTED[subject];
  if (expected === undefined) return;
  // Of few users chance may send all one way.
  const least = scenario.requests.length < 8 ? 1 : expected.length;
  let seen: string[] = [];
  for (let look = 0; look < LOOKS; look++) {
    seen = await targetsOf(url, scenario);
    if (seen.length >= least && seen.every((target) => expected.includes(target))) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new BenchmarkError(`${subject} sends its users to ${seen.join(' and ')}, not to ${expected.join(' and ')}`);
}

async function targetsOf(url: string, scenario: Scenario): Promise<string[]> {
  const answers = await Promise.all(scenario.requests.map((_, index) => ask(scenario, url, index)));
  return [...new Set(answers.map(({ head }) => fieldOf(head, 'x-routed-to') ?? 'nobody'))].sort();
}

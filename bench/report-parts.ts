import type { Figures } from './measure.ts';
import { type Chosen, kindOf } from './plan.ts';
import type { Memory, Profile, ScenarioReport, SubjectName, SubjectReport } from './report.ts';

interface SubjectParts {
  readonly startUps: ReadonlyMap<SubjectName, readonly number[]>;
  readonly atRest: ReadonlyMap<SubjectName, Memory>;
  readonly after: ReadonlyMap<SubjectName, Memory>;
  readonly memory: Figures['memory'];
  readonly profiles: ReadonlyMap<SubjectName, Profile>;
}

const UNKNOWN: Memory = { residentBytes: undefined, heapUsedBytes: undefined };

/** What is told of a subject as such. */
export function reportSubject(name: SubjectName, parts: SubjectParts): SubjectReport {
  const { startUps, atRest, after, memory, profiles } = parts;
  const profile = profiles.get(name);
  const overTime = memory.get(name) ?? [];
  const peak = overTime.length === 0 ? undefined : Math.max(...overTime.map(({ residentBytes }) => residentBytes));
  return {
    name,
    kind: kindOf(name),
    startUpMs: startUps.get(name) ?? [],
    memory: {
      atRest: atRest.get(name) ?? UNKNOWN,
      underLoad: { residentBytes: peak, heapUsedBytes: undefined },
      after: after.get(name) ?? UNKNOWN,
      overTime,
    },
    ...(profile !== undefined && { profile }),
  };
}

/** What is told of a scenario, of all that was measured. */
export function reportScenario({ scenario, subjects, connections }: Chosen, figures: Figures): ScenarioReport {
  const { name, operation, outcome, status, mediaTypes, boundBy } = scenario;
  const ours = <T extends { readonly scenario: string }>(all: readonly T[]): Omit<T, 'scenario'>[] =>
    all.filter((one) => one.scenario === name).map(({ scenario: _name, ...rest }) => rest);
  return {
    ...{ name, operation, outcome, status, boundBy, connections, subjects },
    mediaType: mediaTypes[0] ?? '',
    saturation: ours(figures.saturation),
    paced: ours(figures.paced),
  };
}

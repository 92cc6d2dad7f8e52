import { pacedOf } from './comparison.ts';
import type { Paced, Report, ScenarioReport, SubjectName } from './report.ts';
import { type Interval, interval } from './statistics.ts';

/** Whom a routed subject's requests reach behind the router. */
export const BEHIND: Readonly<Partial<Record<SubjectName, readonly SubjectName[]>>> = {
  'router-0': ['express'],
  'router-50': ['express', 'fastify'],
  'router-100': ['fastify'],
};

export interface RouterAdds {
  readonly subject: SubjectName;
  readonly scenario: string;
  /** Of the router's own processes, per request. */
  readonly cpuMicroseconds: Interval | undefined;
  /** The fixed rate at which it was compared with the server alone. */
  readonly rate: number | undefined;
  readonly p50Ms: Interval | undefined;
  readonly p99Ms: Interval | undefined;
}

/**
 * What the router costs: its own CPU time at saturation, and at a fixed rate its latency less that of the server behind it, asked
 * directly at the same rate in the same round. At 50 % that is the mean of both servers.
 */
export function routerAdds({ scenarios, subjects }: Pick<Report, 'scenarios' | 'subjects'>): RouterAdds[] {
  const routed = subjects.filter(({ kind }) => kind === 'routed').map(({ name }) => name);
  return scenarios.flatMap((scenario) =>
    routed.filter((name) => scenario.subjects.includes(name)).map((name) => addsOf(scenario, name)),
  );
}

function addsOf(scenario: ScenarioReport, subject: SubjectName): RouterAdds {
  const cpu = scenario.saturation
    .filter((one) => one.subject === subject)
    .map((one) => one.routerCpuMicrosecondsPerRequest);
  return {
    subject,
    scenario: scenario.name,
    cpuMicroseconds: complete(cpu),
    rate: pacedOf(scenario, subject)?.rate,
    p50Ms: complete(added(scenario, subject, 'p50Ms')),
    p99Ms: complete(added(scenario, subject, 'p99Ms')),
  };
}

function added({ paced }: ScenarioReport, subject: SubjectName, name: 'p50Ms' | 'p99Ms'): (number | undefined)[] {
  const behind = BEHIND[subject] ?? [];
  return paced
    .filter((one) => one.subject === subject)
    .map((one) => {
      const alone = behind.map((server) => paced.find((other) => isBeside(one, other, server))?.[name]);
      const known = alone.filter((value) => value !== undefined);
      if (known.length === 0 || known.length < alone.length) return undefined;
      return one[name] - known.reduce((sum, value) => sum + value, 0) / known.length;
    });
}

function isBeside(one: Paced, other: Paced, server: SubjectName): boolean {
  return other.subject === server && other.round === one.round && other.requestsPerSecond === one.requestsPerSecond;
}

function complete(values: readonly (number | undefined)[]): Interval | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 || known.length < values.length ? undefined : interval(known);
}

import { figureOf, pacedOf } from './comparison.ts';
import type { Paced, Report, ScenarioReport, SubjectName } from './report.ts';
import { type Interval, interval } from './statistics.ts';
import { short } from './wording.ts';

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

/** Why a routed request costs what it does. */
export const WHY_ROUTED_COSTS =
  'A routed request is two HTTP exchanges: the router reads the request, finds its operation, decides on the server, writes the request to it on a connection of its own, reads the answer, judges it, writes it to the client, and logs one line. The server does its own work besides. All of these processes share the one core of the subjects here, so they also take turns on it (switches, cold caches), and requests/s of a routed subject is what one core gives for the router and both servers together: on a machine with more cores the router alone is the bound, at its own CPU time per request.';

/** The figures of one operation in a sentence for each routed subject, with the server alone beside it; none where there is none. */
export function routedInWords({ scenarios, subjects }: Pick<Report, 'scenarios' | 'subjects'>): string[] {
  const scenario =
    scenarios.find(({ name }) => name === 'getProfile') ??
    scenarios.find(({ subjects: measured }) => measured.some((name) => name.startsWith('router-')));
  if (scenario === undefined) return [];
  return routerAdds({ scenarios: [scenario], subjects }).flatMap(({ subject, cpuMicroseconds }) => {
    const whole = figureOf(scenario, subject, 'cpuMicrosecondsPerRequest')?.median;
    if (whole === undefined || cpuMicroseconds === undefined) return [];
    const alone = (BEHIND[subject] ?? []).flatMap((server) => {
      const figure = figureOf(scenario, server, 'cpuMicrosecondsPerRequest');
      return figure === undefined ? [] : [`${server} alone takes ${short(figure.median)}`];
    });
    const parts = `${short(cpuMicroseconds.median)} in the router, the rest in the servers behind it`;
    return [
      `${scenario.name} through ${subject} takes ${short(whole)} us of CPU time: ${[parts, ...alone].join('; ')}.`,
    ];
  });
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

import type { Spread } from '../statistics.ts';
import type { Figures } from './measure.ts';
import type { Scenario } from './plan.ts';
import { addedOf, ratioOf } from './summary.ts';

/** What the router is to reach, as one line per figure. */
export interface Verdict {
  readonly what: string;
  readonly limit: string;
  readonly figure: Spread | undefined;
  /** `undecided`: the rounds lie on both sides of the limit. */
  readonly verdict: 'met' | 'missed' | 'undecided' | 'not measured';
}

const FASTER_THAN = [
  { peer: '@fastify/http-proxy', atLeast: 1.7 },
  { peer: 'http-proxy-middleware', atLeast: 2.2 },
] as const;
const CPU_OF_NGINX_AT_MOST = 4;
const ADDED_P99_MS_BELOW = 2;

/** @param routers names of the subjects that are the router */
export function judge(figures: Figures, routers: readonly string[], scenarios: readonly Scenario[]): Verdict[] {
  const perScenario = routers.flatMap((router) =>
    scenarios.flatMap((scenario) => {
      const load = `${scenario.method}, ${scenario.connections} connections`;
      const cpu = ratioOf(figures, [router, 'nginx'], scenario, 'cpuMicrosecondsPerRequest');
      return [
        ...FASTER_THAN.map(({ peer, atLeast }) => {
          const ratio = ratioOf(figures, [router, peer], scenario, 'requestsPerSecond');
          return atLeastVerdict(`${router}: requests/s over ${peer} (${load})`, ratio, atLeast);
        }),
        atMostVerdict(`${router}: CPU time per request over nginx (${load})`, cpu, CPU_OF_NGINX_AT_MOST, 'x'),
      ];
    }),
  );
  const added = routers.map((router) => {
    const figure = addedOf(figures, router, 99);
    return atMostVerdict(`${router}: added p99 at half load`, figure, ADDED_P99_MS_BELOW, ' ms');
  });
  return [...perScenario, ...added];
}

function atLeastVerdict(what: string, figure: Spread | undefined, limit: number): Verdict {
  const verdict = figure && decided(figure.min >= limit, figure.max < limit);
  return { what, limit: `at least ${limit}x`, figure, verdict: verdict ?? 'not measured' };
}

function atMostVerdict(what: string, figure: Spread | undefined, limit: number, unit: string): Verdict {
  const verdict = figure && decided(figure.max <= limit, figure.min > limit);
  return { what, limit: `at most ${limit}${unit}`, figure, verdict: verdict ?? 'not measured' };
}

function decided(met: boolean, missed: boolean): Verdict['verdict'] {
  if (met) return 'met';
  return missed ? 'missed' : 'undecided';
}

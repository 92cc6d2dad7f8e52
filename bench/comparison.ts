/** What a report's rounds say of two subjects: every ratio is taken within a round, and stated with its interval. */
import type { Paced, Report, Saturation, ScenarioReport, SubjectName } from './report.ts';
import {
  findingOf,
  geometricMean,
  type Interval,
  interval,
  ratiosPerRound,
  type Spread,
  spread,
} from './statistics.ts';

/** Figures at saturation, and which way is better. */
export const FIGURES = [
  { name: 'requestsPerSecond', title: 'requests/s', better: 'more', unit: '/s' },
  { name: 'cpuMicrosecondsPerRequest', title: 'CPU/request', better: 'less', unit: 'us' },
  { name: 'p50Ms', title: 'p50', better: 'less', unit: 'ms' },
  { name: 'p99Ms', title: 'p99', better: 'less', unit: 'ms' },
] as const;

export type FigureName =
  | (typeof FIGURES)[number]['name']
  | 'p90Ms'
  | 'p999Ms'
  | 'eventLoopDelayP99Ms'
  | 'residentBytes';

/** Whose figure is judged, and by whose. */
export interface Pair {
  readonly candidate: SubjectName;
  readonly baseline: SubjectName;
}

export const SERVERS: Pair = { candidate: 'fastify', baseline: 'express' };

/** Each server against what it cannot beat, and each framework's floor against the server on it. */
export const BOUNDS: readonly (Pair & { readonly title: string })[] = [
  { candidate: 'fastify', baseline: 'raw', title: 'Fastify against raw node:http' },
  { candidate: 'express', baseline: 'raw', title: 'Express against raw node:http' },
  { candidate: 'fastify', baseline: 'bare-fastify', title: 'Fastify against a bare Fastify' },
  { candidate: 'express', baseline: 'bare-express', title: 'Express against a bare Express' },
];

/** Above this share of its time the load generator, and not the subject, may have been the limit. */
export const GENERATOR_LIMIT = 0.9;

/** The scenarios that a framework can speed up. */
export function boundByFramework({ scenarios }: Pick<Report, 'scenarios'>): readonly ScenarioReport[] {
  return scenarios.filter(({ boundBy }) => boundBy === undefined);
}

/** The most rounds that a scenario has; 0 where nothing was measured. */
export function roundsOf({ scenarios }: Pick<Report, 'scenarios'>): number {
  return Math.max(0, ...scenarios.flatMap(({ saturation }) => saturation.map(({ round }) => round)));
}

/** The different numbers of rounds that subjects were measured in, most first. */
export function roundCounts({ scenarios }: Pick<Report, 'scenarios'>): number[] {
  const counts = scenarios.flatMap((scenario) =>
    scenario.subjects.map((subject) => measurementsOf(scenario, subject).length),
  );
  return [...new Set(counts)].filter((count) => count > 0).toSorted((one, other) => other - one);
}

/** One subject's figure at saturation over the rounds; undefined where a round lacks it. */
export function figureOf(scenario: ScenarioReport, subject: SubjectName, name: FigureName): Spread | undefined {
  const values = measurementsOf(scenario, subject).map((one) => one[name]);
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 || known.length < values.length ? undefined : spread(known);
}

/**
 * How many times better the candidate is than the baseline, so that above 1 always speaks for the candidate: its requests/s over
 * the baseline's, and of what should be small the baseline's over its own.
 */
export function gainOf(scenario: ScenarioReport, pair: Pair, name: FigureName): Interval | undefined {
  const gains = gainsOf(scenario, pair, name);
  return gains === undefined ? undefined : interval(gains);
}

/**
 * The geometric mean of the gain over the scenarios that measured both. The mean is taken within each round, and the interval over
 * the rounds' means. Undefined where one of them lacks a figure.
 */
export function meanGainOf(scenarios: readonly ScenarioReport[], pair: Pair, name: FigureName): Interval | undefined {
  const both = scenarios.filter(
    ({ subjects }) => subjects.includes(pair.candidate) && subjects.includes(pair.baseline),
  );
  const gains = both.map((scenario) => gainsOf(scenario, pair, name));
  const known = gains.filter((one) => one !== undefined);
  const rounds = Math.min(...known.map(({ length }) => length));
  if (known.length === 0 || known.length < gains.length) return undefined;
  const means = Array.from({ length: rounds }, (_, round) =>
    geometricMean(known.map((one) => one[round] ?? Number.NaN)),
  );
  return interval(means);
}

/** The scenario in which the candidate gains least. */
export function leastGainOf(
  scenarios: readonly ScenarioReport[],
  pair: Pair,
  name: FigureName,
): { readonly scenario: string; readonly gain: Interval } | undefined {
  const all = scenarios.flatMap((scenario) => {
    const gain = gainOf(scenario, pair, name);
    return gain === undefined ? [] : [{ scenario: scenario.name, gain }];
  });
  return all.toSorted((one, other) => one.gain.median - other.gain.median)[0];
}

export interface PacedFigure {
  /** Median of the rates that were asked for. */
  readonly rate: number;
  readonly p50Ms: Interval;
  readonly p99Ms: Interval;
  readonly p999Ms: Interval;
}

/** One subject's latency at a fixed rate; undefined where the scenario was not paced. */
export function pacedOf({ paced }: ScenarioReport, subject: SubjectName): PacedFigure | undefined {
  const rounds = paced.filter((one) => one.subject === subject);
  if (rounds.length === 0) return undefined;
  const of = (name: 'requestsPerSecond' | 'p50Ms' | 'p99Ms' | 'p999Ms') => interval(rounds.map((one) => one[name]));
  return { rate: of('requestsPerSecond').median, p50Ms: of('p50Ms'), p99Ms: of('p99Ms'), p999Ms: of('p999Ms') };
}

/** The rounds' histograms of a subject as one: counts by upper end, ascending. */
export function histogramOf({ paced }: ScenarioReport, subject: SubjectName): Paced['histogram'] {
  const counts = new Map<number, number>();
  for (const { upToMs, count } of paced.filter((one) => one.subject === subject).flatMap((one) => one.histogram)) {
    counts.set(upToMs, (counts.get(upToMs) ?? 0) + count);
  }
  return [...counts].map(([upToMs, count]) => ({ upToMs, count })).toSorted((a, b) => a.upToMs - b.upToMs);
}

/** Scenarios in which a server took less CPU time than raw node:http, and not by noise: there raw is not the limit. */
export function beyondRaw({ scenarios }: Pick<Report, 'scenarios'>): string[] {
  return scenarios.flatMap((scenario) => {
    const servers = (['express', 'fastify'] as const).filter((candidate) => {
      const gain = gainOf(scenario, { candidate, baseline: 'raw' }, 'cpuMicrosecondsPerRequest');
      return gain !== undefined && gain.median > 1 && findingOf(gain) === 'difference';
    });
    return servers.map((server) => `${server} in ${scenario.name}`);
  });
}

/** A scenario's measurements in which the load generator may have been the limit. */
export function limitedByGenerator({ saturation }: ScenarioReport): readonly Saturation[] {
  return saturation.filter(({ generatorBusy }) => generatorBusy > GENERATOR_LIMIT);
}

/**
 * Per round, as in `gainOf`, over the rounds that both have: the floors and what is routed take part in only some of them. Undefined
 * where there is none, or one of them lacks the figure.
 */
export function gainsOf(scenario: ScenarioReport, { candidate, baseline }: Pair, name: FigureName) {
  const [all, others] = [measurementsOf(scenario, candidate), measurementsOf(scenario, baseline)];
  const ours = all.filter(({ round }) => others.some((other) => other.round === round));
  const theirs = others.filter(({ round }) => all.some((one) => one.round === round));
  const [over, under] = name === 'requestsPerSecond' ? [ours, theirs] : [theirs, ours];
  const gains = ratiosPerRound(
    under.map((one) => one[name]),
    over.map((one) => one[name]),
  );
  return gains?.every((gain) => gain > 0) ? gains : undefined;
}

function measurementsOf({ saturation }: ScenarioReport, subject: SubjectName): readonly Saturation[] {
  return saturation.filter((one) => one.subject === subject).toSorted((one, other) => one.round - other.round);
}

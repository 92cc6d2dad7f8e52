import type { ServerName } from '../contract-tests/pair.ts';
import { ratios, type Spread, spread } from './statistics.ts';

/** What one server did in one round. */
export interface Measurement {
  readonly server: ServerName;
  /** From 1. */
  readonly round: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicrosecondsPerRequest: number | undefined;
  readonly residentBytes: number | undefined;
  readonly generatorBusy: number;
}

export const FIGURES = [
  { name: 'requestsPerSecond', title: 'requests/s', better: 'higher', divisor: 1, unit: '/s' },
  { name: 'p50Ms', title: 'p50', better: 'lower', divisor: 1, unit: 'ms' },
  { name: 'p99Ms', title: 'p99', better: 'lower', divisor: 1, unit: 'ms' },
  { name: 'cpuMicrosecondsPerRequest', title: 'CPU/request', better: 'lower', divisor: 1, unit: 'us' },
  { name: 'residentBytes', title: 'memory', better: 'lower', divisor: 1024 * 1024, unit: 'MiB' },
] as const;

export type FigureName = (typeof FIGURES)[number]['name'];

/** One figure over all rounds; undefined where it was not to be had. */
export interface FigureSummary {
  readonly express: Spread | undefined;
  readonly fastify: Spread | undefined;
  /** Fastify over Express. */
  readonly ratio: Spread | undefined;
}

export type Summary = Readonly<Record<FigureName, FigureSummary>>;

export function summarize(measurements: readonly Measurement[]): Summary {
  const inOrder = measurements.toSorted((one, other) => one.round - other.round);
  const of = (server: ServerName, name: FigureName) =>
    inOrder.filter((measurement) => measurement.server === server).map((measurement) => measurement[name]);
  const entries = FIGURES.map(({ name }): [FigureName, FigureSummary] => {
    const [express, fastify] = [of('express', name), of('fastify', name)];
    return [name, { express: complete(express), fastify: complete(fastify), ratio: ratios(express, fastify) }];
  });
  // Each figure has its entry; Object.fromEntries forgets the keys' type.
  return Object.fromEntries(entries) as Summary;
}

function complete(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 || known.length < values.length ? undefined : spread(known);
}

import { ratios, type Spread, spread } from '../statistics.ts';
import type { Figures, HalfLoad, Saturation } from './measure.ts';
import { isSame, type Scenario } from './plan.ts';

export type FigureName = 'requestsPerSecond' | 'cpuMicrosecondsPerRequest' | 'p50Ms' | 'p99Ms' | 'residentBytes';

/** A figure of one subject over the rounds; undefined where a round lacks it. */
export function figureOf(
  { saturation }: Figures,
  subject: string,
  scenario: Scenario,
  name: FigureName,
): Spread | undefined {
  return complete(perRound(saturation, subject, scenario).map((one) => one[name]));
}

/** A figure of one subject over another's, round by round. */
export function ratioOf(
  { saturation }: Figures,
  [over, under]: readonly [string, string],
  scenario: Scenario,
  name: FigureName,
): Spread | undefined {
  const values = (subject: string) => perRound(saturation, subject, scenario).map((one) => one[name]);
  return ratios(values(under), values(over));
}

/** What a subject adds at half load to the percentile of the backend alone, in milliseconds. */
export function addedOf({ halfLoad }: Figures, subject: string, percentile: 50 | 99): Spread | undefined {
  const added = (one: HalfLoad) => (percentile === 50 ? one.p50Ms - one.directP50Ms : one.p99Ms - one.directP99Ms);
  return complete(halfLoad.filter((one) => one.subject === subject).map(added));
}

function perRound(saturation: readonly Saturation[], subject: string, scenario: Scenario): readonly Saturation[] {
  return saturation
    .filter((one) => one.subject === subject && isSame(one, scenario))
    .toSorted((one, other) => one.round - other.round);
}

function complete(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 || known.length < values.length ? undefined : spread(known);
}

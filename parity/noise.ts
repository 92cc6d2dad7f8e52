import type { Observation } from './answer.ts';
import { compare } from './compare.ts';
import { type Difference, nameOf } from './difference.ts';
import { createRules } from './rules.ts';

/** What a server answers differently from itself. */
export interface Noise {
  readonly volatileHeaders: readonly string[];
  /** JSON pointers with `*` for array indexes. */
  readonly volatilePlaces: readonly string[];
  /**
   * Differences that no rule can allow for, because something other than a value changes: a member that comes and goes, a status. Where there are
   * any, these requests cannot be compared with another server's.
   */
  readonly unstable: readonly Difference[];
}

/**
 * Derives from pairs of observations of the same server, made with the same requests, which places are volatile.
 * More pairs find more: a clock that ticks once a second needs two that are a second apart.
 */
export function deriveNoise(pairs: readonly (readonly [Observation, Observation])[]): Noise {
  const headers = new Set<string>();
  const places = new Set<string>();
  const differences = pairs.map(([first, second]) => compare(first, second));
  // Two answers of different status are two different things: what they do not share is no noise.
  const comparable = differences.filter((found) => found.every(({ kind }) => kind !== 'status'));
  for (const difference of comparable.flat()) {
    if (difference.kind === 'header-changed' && difference.baseline.length === difference.candidate.length)
      headers.add(difference.name);
    if (difference.kind === 'json-changed') places.add(difference.place);
  }
  const noise = { volatileHeaders: [...headers].sort(), volatilePlaces: [...places].sort() };
  const rules = createRules(noise);
  const unstable = new Map<string, Difference>();
  for (const [first, second] of pairs) {
    for (const difference of compare(first, second, rules)) unstable.set(nameOf(difference), difference);
  }
  return { ...noise, unstable: [...unstable.values()] };
}

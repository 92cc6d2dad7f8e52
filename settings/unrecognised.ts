import { CATALOGUE } from './catalogue.ts';
import type { Environment } from './read.ts';

export interface Unrecognised {
  /** Of a variable that is set, and that no process of ours reads. */
  readonly name: string;
  /** The setting that was probably meant, where one is close. */
  readonly meant: string | undefined;
}

/** No other program's variables begin like this. */
const OURS = /^(?:ROUTER|LOCKSTEP)_/;
/** Read by tools and tests beside the catalogue, or by what starts us. */
const KNOWN_BESIDE = /^LOCKSTEP_ROUTER_KILLS$/;
/** One wrong letter among so many makes a slip rather than another name. */
const LETTERS_PER_SLIP = 8;

/**
 * Variables that look like settings and are none: a misspelt one would otherwise be left out in silence, and what it was to change would
 * keep its default.
 */
export function unrecognisedIn(environment: Environment): readonly Unrecognised[] {
  const known = Object.keys(CATALOGUE);
  return Object.keys(environment)
    .filter((name) => !(name in CATALOGUE) && !KNOWN_BESIDE.test(name) && environment[name])
    .map((name) => ({ name, meant: closestTo(name, known) }))
    .filter(({ name, meant }) => meant !== undefined || OURS.test(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** One line for a person. A value may be a secret, and is not shown. */
export function describeUnrecognised({ name, meant }: Unrecognised): string {
  return `${name} is set, but is no setting and is ignored${meant === undefined ? '; .env.example lists them all' : `; was ${meant} meant?`}`;
}

function closestTo(name: string, known: readonly string[]): string | undefined {
  const slips = known.map((other) => ({ other, distance: distanceBetween(name, other) }));
  const closest = slips.reduce((best, next) => (next.distance < best.distance ? next : best));
  const allowed = OURS.test(name) ? 2 : 1;
  return closest.distance * LETTERS_PER_SLIP <= closest.other.length * allowed ? closest.other : undefined;
}

/** Letters to add, drop or replace (Levenshtein), where a rest that is missing at the end counts as one. */
function distanceBetween(one: string, other: string): number {
  if (one.length > MAX_LENGTH) return Number.POSITIVE_INFINITY;
  if (other.startsWith(one) || one.startsWith(other)) return Math.min(2, Math.abs(one.length - other.length));
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const replaced = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** No setting's name comes near it. */
const MAX_LENGTH = 64;

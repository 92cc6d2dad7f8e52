import { type Difference, nameOf } from './difference.ts';

/** A difference that is accepted, where, and why. */
export interface KnownDifference {
  /** Name of the case, `*` for any characters; or */
  readonly case?: string;
  /** the operation it belongs to; `(no operation)` for what belongs to none. */
  readonly operation?: string;
  /** As `nameOf` gives it, exactly. */
  readonly name: string;
  readonly reason: string;
}

/** A file of known differences that cannot be used; its message lists every mistake. */
export class KnownDifferencesError extends Error {
  override readonly name = 'KnownDifferencesError';
}

/**
 * @param parsed a list of `{ case | operation, name, reason }`
 * @throws {KnownDifferencesError}
 */
export function readKnownDifferences(parsed: unknown): readonly KnownDifference[] {
  if (!Array.isArray(parsed)) throw new KnownDifferencesError('known differences must be a list');
  const mistakes = parsed.flatMap((entry, at) => mistakesOf(entry).map((mistake) => `entry ${at + 1}: ${mistake}`));
  if (mistakes.length > 0) throw new KnownDifferencesError(mistakes.join('\n'));
  // Every entry was just seen to have this form.
  return parsed as readonly KnownDifference[];
}

const MEMBERS: ReadonlySet<string> = new Set(['case', 'operation', 'name', 'reason']);

function mistakesOf(entry: unknown): string[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return ['is no object'];
  const members = Object.entries(entry);
  const given = new Set(members.map(([key]) => key));
  return [
    ...members.filter(([key]) => !MEMBERS.has(key)).map(([key]) => `"${key}" is not a member of an entry`),
    ...members
      .filter(([, value]) => typeof value !== 'string' || value.trim() === '')
      .map(([key]) => `"${key}" must be a text that is not empty`),
    ...(given.has('case') === given.has('operation') ? ['needs either "case" or "operation"'] : []),
    ...['name', 'reason'].filter((key) => !given.has(key)).map((key) => `needs "${key}"`),
  ];
}

/** Where differences were found. */
export interface Found {
  readonly case: string;
  readonly operation?: string | undefined;
}

/** Takes the known differences out of results, and notes which entries were of use. */
export class KnownDifferences {
  readonly #entries: readonly { readonly entry: KnownDifference; readonly matches: (found: Found) => boolean }[];
  readonly #used = new Set<KnownDifference>();

  constructor(entries: readonly KnownDifference[]) {
    this.#entries = entries.map((entry) => ({ entry, matches: matcherOf(entry) }));
  }

  /** The differences that no entry knows. */
  sift(found: Found, differences: readonly Difference[]): readonly Difference[] {
    if (differences.length === 0) return differences;
    return differences.filter((difference) => {
      const name = nameOf(difference);
      const known = this.#entries.filter(({ entry, matches }) => entry.name === name && matches(found));
      for (const { entry } of known) this.#used.add(entry);
      return known.length === 0;
    });
  }

  /** Entries that excused nothing. Each is a failure: what they spoke of is gone, or was never there. */
  unused(): readonly KnownDifference[] {
    return this.#entries.map(({ entry }) => entry).filter((entry) => !this.#used.has(entry));
  }
}

/** As reports print it. */
const NO_OPERATION = '(no operation)';

function matcherOf({ case: pattern, operation }: KnownDifference): (found: Found) => boolean {
  if (pattern === undefined) return (found) => (found.operation || NO_OPERATION) === operation;
  const source = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  const expression = new RegExp(`^${source.join('.*')}$`, 's');
  return (found) => expression.test(found.case);
}

type Counts = Readonly<Record<string, number>>;

/** How much of what is documented has been seen. */
export interface Coverage {
  /** What was seen, and how often, documented or not. */
  readonly seen: Counts;
  /** `undefined` where what is documented is not known. */
  readonly documented: readonly string[] | undefined;
  readonly covered: readonly string[];
  readonly uncovered: readonly string[];
  /** Seen, but not documented. */
  readonly undocumented: readonly string[];
}

/** A status is documented by itself, by its class (`4XX`) or by `default`, in this order (OAS 3.0.3, "Responses Object"). */
export function coverStatuses(documented: readonly string[] | undefined, seen: Counts): Coverage {
  if (documented === undefined) return unknown(seen);
  const written = new Map(documented.map((status) => [status.toUpperCase(), status]));
  return cover(
    documented,
    seen,
    (status) => written.get(status) ?? written.get(`${status.slice(0, 1)}XX`) ?? written.get('DEFAULT'),
  );
}

export function coverKeywords(documented: readonly string[] | undefined, seen: Counts): Coverage {
  if (documented === undefined) return unknown(seen);
  const known = new Set(documented);
  return cover(documented, seen, (keyword) => (known.has(keyword) ? keyword : undefined));
}

/** Adds counts of the same name. */
export function addCounts(counts: readonly Counts[]): Counts {
  const sum = new Map<string, number>();
  for (const one of counts) {
    for (const [name, count] of Object.entries(one)) sum.set(name, (sum.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...sum].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unknown(seen: Counts): Coverage {
  return { seen, documented: undefined, covered: [], uncovered: [], undocumented: [] };
}

function cover(documented: readonly string[], seen: Counts, entryFor: (name: string) => string | undefined): Coverage {
  const names = Object.keys(seen).filter((name) => (seen[name] ?? 0) > 0);
  const entries = new Set(names.map(entryFor));
  return {
    seen,
    documented,
    covered: documented.filter((entry) => entries.has(entry)),
    uncovered: documented.filter((entry) => !entries.has(entry)),
    undocumented: names.filter((name) => entryFor(name) === undefined),
  };
}

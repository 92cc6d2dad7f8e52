/** A value that breaks a schema in one place. */
export interface Break {
  /** `/body/email type` */
  readonly keyword: string;
  readonly what: string;
  readonly value: unknown;
}

/** Most of one body: each is a request, and bodies can be large. */
const MAX_BREAKS = 80;
const MAX_DEPTH = 4;
/** Wrong types that one place is tried with. */
const MAX_TYPES = 2;
const OF_EACH_TYPE: readonly unknown[] = [0, 'x', true, null, [], {}];
/** A name that no contract documents. */
const UNDOCUMENTED = 'lockstepUndocumented';

/**
 * Values that differ from a valid one in one place, each of which the schema refuses: without a member, with a member too many, with a
 * value of another type. Whether the schema refuses one is asked of it, so references and combinations need no rules here.
 */
export function breaksOf(valid: unknown, accepts: (value: unknown) => boolean): Break[] {
  const breaks: Break[] = [];
  for (const { value, what, keyword } of changesOf(valid, '', 0, (other) => other)) {
    if (breaks.length === MAX_BREAKS) break;
    if (!accepts(value)) breaks.push({ value, what, keyword });
  }
  return withFewTypes(breaks);
}

type Rebuild = (value: unknown) => unknown;

function* changesOf(value: unknown, pointer: string, depth: number, rebuild: Rebuild): Generator<Break> {
  const place = pointer === '' ? 'the body' : pointer;
  for (const other of OF_EACH_TYPE) {
    if (typeName(other) !== typeName(value))
      yield { value: rebuild(other), what: `${place} as ${typeName(other)}`, keyword: `/body${pointer} type` };
  }
  if (depth === MAX_DEPTH || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const [first, ...others] = value;
    if (value.length > 0) yield* changesOf(first, `${pointer}/0`, depth + 1, (other) => rebuild([other, ...others]));
    return;
  }
  yield {
    value: rebuild({ ...value, [UNDOCUMENTED]: 1 }),
    what: `${place} with a member that is not documented`,
    keyword: `/body${pointer} additionalProperties`,
  };
  for (const [name, member] of Object.entries(value)) {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const { [name]: _, ...others } = value as Readonly<Record<string, unknown>>;
    yield { value: rebuild(others), what: `the body without ${at}`, keyword: `/body${at} required` };
    yield* changesOf(member, at, depth + 1, (other) => rebuild({ ...value, [name]: other }));
  }
}

function withFewTypes(breaks: readonly Break[]): Break[] {
  const seen = new Map<string, number>();
  return breaks.filter(({ keyword }) => {
    const count = (seen.get(keyword) ?? 0) + 1;
    seen.set(keyword, count);
    return count <= MAX_TYPES;
  });
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

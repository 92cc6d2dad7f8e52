import fc from 'fast-check';
import { FORMATS } from './formats.ts';
import type { Schema, SchemaBook } from './schema.ts';
import { matching, validValue } from './valid-values.ts';

/** What is tried before it is said that a keyword cannot be broken. */
const PROBES = 400;

/**
 * Values that break one keyword of a schema and meet all others. Where another keyword implies it (each email is longer than 3),
 * they break that one too, and no more than has to be.
 * @param member the one to leave out, for `required`
 * @returns undefined where nothing breaks it
 */
export function brokenValue(
  book: SchemaBook,
  schema: Schema,
  keyword: string,
  member?: string,
): fc.Arbitrary<unknown> | undefined {
  const candidates = candidatesFor(book, schema, keyword, member);
  if (candidates === undefined) return undefined;
  const reported = REPORTED_AS[keyword] ?? keyword;
  const breaks = (value: unknown, mayBreakMore: boolean) => {
    const violations = book.violations(schema, value);
    return (
      violations.some((violation) => violation.pointer === '' && violation.keyword === reported) &&
      (mayBreakMore || OF_BRANCHES.has(keyword) || violations.every((violation) => violation.keyword === reported))
    );
  };
  for (const mayBreakMore of [false, true]) {
    if (occurs(candidates, (value) => breaks(value, mayBreakMore)))
      return candidates.filter((value) => breaks(value, mayBreakMore));
  }
  return undefined;
}

/** Whether a generator makes such a value at all: a filter that nothing passes would never end. */
export function occurs<T>(values: fc.Arbitrary<T>, wanted: (value: T) => boolean): boolean {
  for (let seed = 0; seed < PROBES; seed += 1) {
    if (fc.sample(values, { numRuns: 1, seed }).some(wanted)) return true;
  }
  return false;
}

/** In draft 4 these two are parts of another keyword. */
const REPORTED_AS: Readonly<Record<string, string>> = { exclusiveMinimum: 'minimum', exclusiveMaximum: 'maximum' };
/** Where all branches are refused, the keywords of each are broken too. */
const OF_BRANCHES: ReadonlySet<string> = new Set(['oneOf', 'anyOf']);

const UNITS = ['x', 'A', '0', ' ', '\t', '<', '"', 'é', '😀', '-', '/', '.', ','];
const ANY_TYPE: readonly unknown[] = [null, true, 0, -1.5, '', 'x', 'abc', [], {}, [null], { a: 1 }];

function candidatesFor(
  book: SchemaBook,
  schema: Schema,
  keyword: string,
  member: string | undefined,
): fc.Arbitrary<unknown> | undefined {
  const valid = () => validValue(book, schema);
  const objects = () => valid().filter(isObject);
  const lists = () => valid().filter(Array.isArray);
  switch (keyword) {
    case 'type':
      return fc.constantFrom(...ANY_TYPE);
    case 'enum':
      return fc.oneof(fc.constantFrom(...unlisted(schema.enum ?? [])), fc.string(), fc.integer(), fc.double());
    case 'format':
      return fc.constantFrom(...(FORMATS.get(schema.format ?? '')?.invalid ?? []));
    case 'pattern':
      return texts(schema.minLength ?? 0, Math.min(schema.maxLength ?? 60, (schema.minLength ?? 0) + 60));
    case 'minLength':
      return textsOfLength(schema, 0, (schema.minLength ?? 1) - 1);
    case 'maxLength':
      return textsOfLength(schema, (schema.maxLength ?? 0) + 1, (schema.maxLength ?? 0) + 3);
    case 'minimum':
    case 'exclusiveMinimum':
      return beyond(schema, schema.minimum ?? 0, -1, keyword === 'exclusiveMinimum');
    case 'maximum':
    case 'exclusiveMaximum':
      return beyond(schema, schema.maximum ?? 0, 1, keyword === 'exclusiveMaximum');
    case 'multipleOf':
      return fc
        .tuple(valid(), fc.constantFrom(1, 2, 3, 0.5, 0.1, (schema.multipleOf ?? 1) / 2))
        .map(([value, off]) => (value as number) + off);
    case 'minItems':
      return lists().map((list) => list.slice(0, Math.max(0, (schema.minItems ?? 1) - 1)));
    case 'maxItems':
      return more(book, schema, (schema.maxItems ?? 0) + 1);
    case 'uniqueItems':
      return lists().map((list) => (list.length > 1 ? [list[0], ...list.slice(0, -1)] : [...list, ...list]));
    case 'required':
      return objects().map((value) => without(value, [member ?? '']));
    case 'additionalProperties':
      return fc.tuple(objects(), fc.constantFrom('zzz', 'a/b~c', ''), fc.jsonValue()).map(([value, name, extra]) => {
        return { ...value, [name]: extra };
      });
    case 'minProperties':
      return objects().map((value) => without(value, Object.keys(value).slice((schema.minProperties ?? 1) - 1)));
    case 'maxProperties': {
      const { maxProperties: most = 0, additionalProperties: extra } = schema;
      const value = validValue(book, typeof extra === 'object' ? extra : { type: 'string', maxLength: 3 });
      const extras = fc.array(value, { minLength: most + 1, maxLength: most + 1 });
      return fc.tuple(objects(), extras).map(([own, values]) => {
        return { ...Object.fromEntries(values.map((item, index) => [`zzz${index}`, item])), ...own };
      });
    }
    case 'oneOf':
    case 'anyOf':
      return fc.oneof(
        fc.constantFrom(...ANY_TYPE),
        fc.jsonValue({ maxDepth: 2 }),
        ...(schema[keyword] ?? []).map((branch) => validValue(book, branch)),
      );
    case 'not':
      return fc.oneof(validValue(book, schema.not ?? {}), fc.constantFrom(...ANY_TYPE));
    default:
      return undefined;
  }
}

/** Values close to those that are listed. */
function unlisted(listed: readonly unknown[]): unknown[] {
  return [
    ...listed.flatMap((value): readonly unknown[] => {
      if (typeof value === 'string') return [`${value} `, value.toUpperCase(), value.slice(0, -1), `${value}x`];
      return typeof value === 'number' ? [value + 1, value - 1] : [];
    }),
    'zzz',
  ];
}

function texts(least: number, most: number): fc.Arbitrary<string> {
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...UNITS), fc.integer({ min: least, max: Math.max(least, most) }))
      .map(([unit, length]) => unit.repeat(length)),
    fc.string({ minLength: least, maxLength: Math.max(least, most) }),
  );
}

/** Texts of a wrong length that keep to the format or the pattern where they can. */
export function textsOfLength(schema: Schema, least: number, most: number): fc.Arbitrary<string> {
  const lengths = fc.integer({ min: least, max: most });
  const { ofLength } = FORMATS.get(schema.format ?? '') ?? {};
  const cut = (schema.pattern === undefined || most > MAX_CUT ? [] : matching(schema.pattern)).map((arbitrary) =>
    fc.tuple(arbitrary, lengths).map(([text, length]) => {
      return [...text, ...(text.at(-1) ?? 'x').repeat(Math.max(0, length - text.length))].slice(0, length).join('');
    }),
  );
  const plain = fc
    .tuple(fc.constantFrom(...(most > MAX_CUT ? ONE_BYTE : UNITS)), lengths)
    .map(([unit, length]) => unit.repeat(length));
  return fc.oneof(plain, ...(ofLength === undefined ? [] : [lengths.map(ofLength)]), ...cut);
}

/** So that a text as long as its schema allows does not exceed the size of a body. */
const ONE_BYTE = ['x', 'A', '0', ' ', '<'];

/** Longer texts are of one character: taking them apart would cost more than sending them. */
const MAX_CUT = 5000;

function beyond(schema: Schema, bound: number, sign: 1 | -1, exclusive: boolean): fc.Arbitrary<number> {
  const step = schema.multipleOf ?? (schema.type === 'integer' ? 1 : 0.5);
  if (exclusive) return fc.constant(bound);
  const distances = fc.constantFrom(step, step * 2, 1, 7, 1000, 1e6);
  return distances.map((distance) => bound + sign * distance);
}

function more(book: SchemaBook, schema: Schema, count: number): fc.Arbitrary<unknown> {
  const item = validValue(book, schema.items ?? {});
  const bounds = { minLength: count, maxLength: count + 1 };
  return schema.uniqueItems === true
    ? fc.uniqueArray(item, { ...bounds, selector: (value) => JSON.stringify(value) })
    : fc.array(item, bounds);
}

function without(value: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

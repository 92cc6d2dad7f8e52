import fc from 'fast-check';
import { flatten, withoutBranches } from './flatten.ts';
import { FORMATS, INTEGER_BOUNDS } from './formats.ts';
import type { Schema, SchemaBook } from './schema.ts';

/** Longest text that is made where the schema allows longer ones; its bounds themselves are the boundary cases' business. */
const MAX_TEXT = 60;
/** How often one recursive reference is entered on the way down. */
const MAX_DEPTH = 2;

/** How often each reference was followed on the way to a schema. */
type Depths = ReadonlyMap<string, number>;

const TOP: Depths = new Map();

/**
 * Values that a schema accepts.
 * @throws {Error} naming the reference, where a schema has no finite value
 */
export function validValue(book: SchemaBook, schema: Schema): fc.Arbitrary<unknown> {
  return makeValue(book, schema, TOP).filter((value) => book.accepts(schema, value));
}

function makeValue(book: SchemaBook, given: Schema, before: Depths): fc.Arbitrary<unknown> {
  const depths = deeper(given, before);
  if ((depths.get(given.$ref ?? '') ?? 0) > MAX_DEPTH + 1)
    throw new Error(`${decodeURIComponent(given.$ref ?? '')} has no finite value: it is required within itself`);
  const schema = flatten(book, given);
  const value = notNull(book, schema, depths);
  if (schema.nullable !== true || (schema.enum !== undefined && !schema.enum.includes(null))) return value;
  return isExhausted(book, schema, depths) ? fc.constant(null) : fc.option(value, { nil: null });
}

function notNull(book: SchemaBook, schema: Schema, depths: Depths): fc.Arbitrary<unknown> {
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches !== undefined) {
    const finite = branches.filter((branch) => !isExhausted(book, branch, depths));
    return fc.oneof(
      ...(finite.length > 0 ? finite : branches).map((branch) => {
        // Both have to be met: the keywords beside `oneOf`, and one of its schemas.
        return makeValue(book, { allOf: [withoutBranches(schema), branch] }, depths);
      }),
    );
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type ?? guessType(schema)) {
    case 'string':
      return text(schema);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return number(schema);
    case 'array':
      return list(book, schema, depths);
    case 'object':
      return object(book, schema, depths);
    default:
      // Servers refuse names that would reach into every object, whatever the contract says.
      return fc
        .jsonValue({ maxDepth: 2 })
        .filter((value) => !/"(?:__proto__|constructor)":/.test(JSON.stringify(value)));
  }
}

function guessType(schema: Schema): Schema['type'] {
  if (schema.properties !== undefined || schema.required !== undefined) return 'object';
  if (schema.items !== undefined) return 'array';
  if (schema.pattern !== undefined || schema.minLength !== undefined || schema.maxLength !== undefined) return 'string';
  return schema.minimum !== undefined || schema.maximum !== undefined ? 'number' : undefined;
}

function list(book: SchemaBook, schema: Schema, depths: Depths): fc.Arbitrary<unknown> {
  const { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  if (isExhausted(book, items, depths) && minItems === 0) return fc.constant([]);
  const bounds = { minLength: minItems, maxLength: Math.min(maxItems, minItems + 4) };
  const item = makeValue(book, items, depths);
  return schema.uniqueItems === true
    ? fc.uniqueArray(item, { ...bounds, selector: (value) => JSON.stringify(value) })
    : fc.array(item, bounds);
}

function object(book: SchemaBook, schema: Schema, depths: Depths): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const known = Object.entries(properties).filter(
    ([name, member]) => required.includes(name) || !isExhausted(book, member, depths),
  );
  const undescribed = required.filter((name) => !Object.hasOwn(properties, name));
  const members = [...known, ...undescribed.map((name) => [name, {}] as const)];
  const described = fc.record(
    Object.fromEntries(members.map(([name, member]) => [name, makeValue(book, member, depths)])),
    { requiredKeys: [...required], noNullPrototype: true },
  );
  if (typeof additionalProperties === 'boolean' && (schema.minProperties ?? 0) <= members.length) return described;
  if (additionalProperties === false) return described;
  const extra = additionalProperties === true ? {} : additionalProperties;
  if (isExhausted(book, extra, depths)) return described;
  const extras = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), makeValue(book, extra, depths), {
    minKeys: Math.max(0, (schema.minProperties ?? 0) - required.length),
    maxKeys: Math.min(schema.maxProperties ?? Number.POSITIVE_INFINITY, (schema.minProperties ?? 0) + 3),
    noNullPrototype: true,
  });
  return fc.tuple(described, extras).map(([own, others]) => ({ ...others, ...own }));
}

function number(schema: Schema): fc.Arbitrary<unknown> {
  const { multipleOf, exclusiveMinimum, exclusiveMaximum, format = '' } = schema;
  const isInteger = schema.type === 'integer';
  const widest = INTEGER_BOUNDS.get(format) ?? Number.MAX_SAFE_INTEGER;
  const max = schema.maximum ?? Math.min(widest, Math.max(1000, (schema.minimum ?? 0) + 1000));
  const min = schema.minimum ?? Math.max(-widest, Math.min(-1000, max - 1000));
  if (multipleOf !== undefined) {
    const places = Math.min(20, (/\.(\d+)$/.exec(String(multipleOf))?.[1] ?? '').length);
    return fc
      .integer({ min: Math.ceil(min / multipleOf), max: Math.floor(max / multipleOf) })
      .map((count) => Number((count * multipleOf).toFixed(places)));
  }
  if (isInteger)
    return fc.integer({
      min: Math.ceil(min) + (exclusiveMinimum === true && Number.isInteger(min) ? 1 : 0),
      max: Math.floor(max) - (exclusiveMaximum === true && Number.isInteger(max) ? 1 : 0),
    });
  return fc.double({
    min,
    max,
    minExcluded: exclusiveMinimum === true,
    maxExcluded: exclusiveMaximum === true,
    noNaN: true,
  });
}

function text(schema: Schema): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, format = '', pattern } = schema;
  const known = FORMATS.get(format);
  const most = Math.max(minLength, Math.min(maxLength, MAX_TEXT));
  if (known !== undefined) {
    const { ofLength } = known;
    const longer =
      ofLength === undefined || minLength < 6 ? [] : [fc.integer({ min: minLength, max: most }).map(ofLength)];
    return fc.oneof(known.valid, ...longer);
  }
  const plain = (['grapheme-ascii', 'grapheme-composite', 'binary'] as const).map((unit) =>
    fc.string({ minLength, maxLength: most, unit }),
  );
  return pattern === undefined ? fc.oneof(...plain) : fc.oneof(...matching(pattern), ...plain);
}

/** Texts of a pattern; none where it has what cannot be generated from (assertions in the middle, for example). */
export function matching(pattern: string): fc.Arbitrary<string>[] {
  try {
    const texts = fc.stringMatching(new RegExp(pattern, 'u'));
    fc.sample(texts, { numRuns: 1, seed: 1 });
    return [texts, texts];
  } catch {
    return [];
  }
}

function deeper({ $ref }: Schema, depths: Depths): Depths {
  return $ref === undefined ? depths : new Map(depths).set($ref, (depths.get($ref) ?? 0) + 1);
}

/** Whether a schema leads into a reference that was followed often enough. */
function isExhausted(book: SchemaBook, schema: Schema, depths: Depths, seen: readonly string[] = []): boolean {
  if (schema.$ref !== undefined) {
    if ((depths.get(schema.$ref) ?? 0) >= MAX_DEPTH) return true;
    if (seen.includes(schema.$ref)) return false;
    return isExhausted(book, book.deref(schema), depths, [...seen, schema.$ref]);
  }
  const branches = schema.oneOf ?? schema.anyOf;
  return (
    (schema.allOf?.some((part) => isExhausted(book, part, depths, seen)) ?? false) ||
    (branches?.every((branch) => isExhausted(book, branch, depths, seen)) ?? false) ||
    (schema.nullable !== true &&
      (schema.required?.some((name) => {
        const member = schema.properties?.[name];
        return member !== undefined && isExhausted(book, member, depths, seen);
      }) ??
        false))
  );
}

import { flatten, withoutBranches } from './flatten.ts';
import { FORMATS } from './formats.ts';
import type { Schema, SchemaBook } from './schema.ts';

/** A step from a value down to a part of it. */
export type PathStep =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'item' }
  /** A member that only `additionalProperties` describes. */
  | { readonly kind: 'extra' }
  /** The same value, as one of the schemas of `oneOf` or `anyOf` describes it. */
  | { readonly kind: 'branch'; readonly index: number };

/** A keyword at a place of a schema, to be broken. */
export interface Place {
  /** JSON pointer, `*` for any index or additional member, `[oneOf 1]` behind it for a branch. */
  readonly pointer: string;
  readonly keyword: string;
  readonly steps: readonly PathStep[];
  /** The member, where the keyword is `required`. */
  readonly member?: string;
}

/** Every keyword of a schema, each at its place. A recursive reference is entered once. */
export function placesOf(book: SchemaBook, schema: Schema, root: string): Place[] {
  return walk(book, schema, { pointer: root, steps: [], entered: [] });
}

interface Position {
  readonly pointer: string;
  readonly steps: readonly PathStep[];
  readonly entered: readonly string[];
}

function walk(book: SchemaBook, given: Schema, before: Position): Place[] {
  const references = referencesOf(book, given);
  if (references.some((reference) => before.entered.includes(reference))) return [];
  const at = { ...before, entered: [...before.entered, ...references] };
  const schema = flatten(book, given);
  const below = (child: Schema, segment: string, step: PathStep, joint = '/') =>
    walk(book, child, { ...at, pointer: at.pointer + joint + segment, steps: [...at.steps, step] });
  const { properties = {}, required = [], additionalProperties, items } = schema;
  const branches = (['oneOf', 'anyOf'] as const).flatMap((name) =>
    (schema[name] ?? []).map((branch, index) => ({ name, branch, index })),
  );
  return [
    ...keywordsOf(schema).map((keyword) => ({ pointer: at.pointer, keyword, steps: at.steps })),
    ...required.map((member) => ({
      pointer: `${at.pointer}/${escaped(member)}`,
      keyword: 'required',
      steps: at.steps,
      member,
    })),
    ...Object.entries(properties).flatMap(([name, member]) => below(member, escaped(name), { kind: 'member', name })),
    ...(items === undefined ? [] : below(items, '*', { kind: 'item' })),
    ...(typeof additionalProperties === 'object' ? below(additionalProperties, '*', { kind: 'extra' }) : []),
    ...branches.flatMap(({ name, branch, index }) =>
      below(branch, `[${name} ${index}]`, { kind: 'branch', index }, ''),
    ),
  ];
}

/** Keywords that say something of a value itself, and can be broken by another value. */
const OF_A_VALUE = [
  ...['type', 'enum', 'pattern', 'maxLength', 'minimum', 'maximum', 'multipleOf', 'maxItems', 'maxProperties'],
  ...['oneOf', 'anyOf', 'not'],
] as const;

function keywordsOf(schema: Schema): string[] {
  const stands = (name: string) => schema[name as keyof Schema] !== undefined;
  return [
    ...OF_A_VALUE.filter(stands),
    ...(['minLength', 'minItems', 'minProperties'] as const).filter((name) => (schema[name] ?? 0) > 0),
    ...(['exclusiveMinimum', 'exclusiveMaximum', 'uniqueItems'] as const).filter((name) => schema[name] === true),
    ...(schema.format !== undefined && FORMATS.has(schema.format) ? ['format'] : []),
    ...(schema.additionalProperties === false ? ['additionalProperties'] : []),
  ];
}

/** References that stand at the top of a schema, alone or in `allOf`. */
function referencesOf(book: SchemaBook, schema: Schema): string[] {
  const own = schema.$ref === undefined ? [] : [schema.$ref];
  const target = book.deref(schema);
  return [...own, ...(target.allOf ?? []).flatMap((part) => referencesOf(book, part))];
}

/** What a step leads to; the schema it starts from is one without references at its top. */
export function schemaBelow(book: SchemaBook, schema: Schema, step: PathStep): Schema {
  switch (step.kind) {
    case 'member':
      return flatten(book, schema.properties?.[step.name] ?? {});
    case 'item':
      return flatten(book, schema.items ?? {});
    case 'extra':
      return typeof schema.additionalProperties === 'object' ? flatten(book, schema.additionalProperties) : {};
    case 'branch': {
      const branch = (schema.oneOf ?? schema.anyOf)?.[step.index] ?? {};
      return flatten(book, { allOf: [withoutBranches(schema), branch] });
    }
  }
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

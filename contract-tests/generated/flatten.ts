import type { Schema, SchemaBook } from './schema.ts';

const flattened = new WeakMap<Schema, Schema>();

/** A schema without references and `allOf` at its top: one whose own keywords say what values look like. */
export function flatten(book: SchemaBook, given: Schema): Schema {
  const known = flattened.get(given);
  if (known !== undefined) return known;
  const { allOf = [], ...own } = book.deref(given);
  const flat = allOf.map((part) => flatten(book, part)).reduce(both, own);
  flattened.set(given, flat);
  return flat;
}

/** The keywords beside `oneOf` and `anyOf`. */
export function withoutBranches({ oneOf: _, anyOf: __, ...rest }: Schema): Schema {
  return rest;
}

/** A schema that asks for what two others ask for; values made from it are still to be held against both. */
function both(a: Schema, b: Schema): Schema {
  const merged: Record<string, unknown> = { ...a, ...b };
  const tighter = (name: keyof Schema, pick: (...values: number[]) => number) => {
    const [one, other] = [a[name], b[name]];
    if (typeof one === 'number' && typeof other === 'number') merged[name] = pick(one, other);
  };
  for (const name of ['minLength', 'minimum', 'minItems', 'minProperties'] as const) tighter(name, Math.max);
  for (const name of ['maxLength', 'maximum', 'maxItems', 'maxProperties'] as const) tighter(name, Math.min);
  if (a.nullable !== b.nullable) delete merged.nullable;
  if (a.type === 'integer' || b.type === 'integer') merged.type = 'integer';
  if (a.enum && b.enum) merged.enum = a.enum.filter((value) => b.enum?.includes(value));
  if (a.required && b.required) merged.required = [...new Set([...a.required, ...b.required])];
  if (a.properties && b.properties) merged.properties = bothMembers(a.properties, b.properties);
  if (a.items && b.items) merged.items = { allOf: [a.items, b.items] };
  for (const [name, other] of [
    ['oneOf', 'anyOf'],
    ['anyOf', 'oneOf'],
  ] as const) {
    // Values come from one list of branches; the other list only judges them.
    if (a[name] && b[other]) delete merged[other];
  }
  return merged;
}

type Members = NonNullable<Schema['properties']>;

function bothMembers(a: Members, b: Members): Members {
  const merged: Record<string, Schema> = { ...a };
  for (const [name, member] of Object.entries(b)) {
    const other = a[name];
    merged[name] = other === undefined ? member : { allOf: [other, member] };
  }
  return merged;
}

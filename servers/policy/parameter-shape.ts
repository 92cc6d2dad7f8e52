import type { OpenApiDocument } from '../../contract/operations.ts';
import { resolve } from '../../contract/references.ts';
import type { SchemaObject } from './validated-schema.ts';

/** What kind of value a parameter's text stands for. */
export interface Shape {
  /** More than one where the schema leaves it open; which is refused at start. */
  readonly kinds: ReadonlySet<'scalar' | 'list' | 'record'>;
  /** Names and schemas of a record's documented members. */
  readonly members: ReadonlyMap<string, SchemaObject>;
  /** A record says that it takes members that it does not name. */
  readonly open: boolean;
  /** Of a list's entries. */
  readonly entries: SchemaObject | undefined;
}

/** Reads off a parameter's schema, through references and combinations, how its text is to be taken apart. */
export function shapeOf(document: OpenApiDocument, schema: SchemaObject): Shape {
  const kinds = new Set<'scalar' | 'list' | 'record'>();
  const members = new Map<string, SchemaObject>();
  let open = false;
  let entries: SchemaObject | undefined;
  const seen = new Set<SchemaObject>();
  visit(schema);
  if (kinds.size === 0) kinds.add('scalar');
  return { kinds, members, open, entries };

  function visit(part: SchemaObject): void {
    const target = resolve(document, part) ?? {};
    if (seen.has(target)) return;
    seen.add(target);
    const { type, properties, additionalProperties, items } = target;
    if (type === 'array' || items !== undefined) kinds.add('list');
    else if (type === 'object' || properties !== undefined) kinds.add('record');
    else if (type !== undefined) kinds.add('scalar');
    entries ??= items;
    open ||= additionalProperties !== undefined && additionalProperties !== false;
    for (const [name, member] of Object.entries(properties ?? {})) members.set(name, member);
    for (const list of [target.allOf, target.oneOf, target.anyOf]) list?.forEach(visit);
  }
}

/** The type of a schema that stands for one kind of value, through references. */
export function typeOf(document: OpenApiDocument, schema: SchemaObject | undefined): string | undefined {
  const target = resolve(document, schema);
  if (target?.type !== undefined) return target.type;
  const [only, ...others] = target?.allOf ?? [];
  return only !== undefined && others.length === 0 ? resolve(document, only)?.type : undefined;
}

import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import { resolve } from '../../contract/references.ts';
import type { SchemaForm } from '../../parity/value-form.ts';

interface Schema extends SchemaForm {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
}

interface Responses {
  readonly responses?: Readonly<
    Record<
      string,
      { readonly $ref?: string; readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
    >
  >;
}

/**
 * What the contract says of the values at a place in an operation's JSON answers of one status.
 * @param place JSON pointer with `*` for array indexes
 * @returns undefined where it says nothing, or more than one thing
 */
export function schemaFormAt(
  document: OpenApiDocument,
  { path, method }: Pick<Operation, 'path' | 'method'>,
  status: number,
  place: string,
): SchemaForm | undefined {
  const item = resolve(document, document.paths[path]);
  // `deriveOperations` has read this very place.
  const { responses = {} } = (item?.[method.toLowerCase()] ?? {}) as Responses;
  const documented = responses[status] ?? responses[`${String(status)[0]}XX`] ?? responses.default;
  const content = resolve(document, documented)?.content ?? {};
  const json = Object.entries(content).find(([type]) => /[/+]json\b/i.test(type))?.[1].schema;
  const keys = place.split('/').slice(1);
  const schemas = keys.reduce(
    (found, key) => found.flatMap((schema) => below(document, schema, key.replaceAll('~1', '/').replaceAll('~0', '~'))),
    partsOf(document, json),
  );
  const { format, pattern, minLength, maxLength, minimum, maximum }: SchemaForm = Object.assign({}, ...schemas);
  const given = Object.entries({ format, pattern, minLength, maxLength, minimum, maximum }).filter(
    ([, value]) => value !== undefined,
  );
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** A schema and those that hold together with it. */
function partsOf(document: OpenApiDocument, schema: Schema | undefined, depth = 0): Schema[] {
  const resolved = resolve(document, schema);
  if (resolved === undefined || depth > 16) return [];
  return [resolved, ...(resolved.allOf ?? []).flatMap((part) => partsOf(document, part, depth + 1))];
}

function below(document: OpenApiDocument, schema: Schema, key: string): Schema[] {
  const { properties = {}, additionalProperties, items } = schema;
  if (Object.hasOwn(properties, key)) return partsOf(document, properties[key]);
  if (key === '*' && items !== undefined) return partsOf(document, items);
  return typeof additionalProperties === 'object' ? partsOf(document, additionalProperties) : [];
}

import { isList, isObject, type Json, type JsonObject, mapValues, objectOr, resolve } from './json-object.ts';

/** A schema of a response that stands alone: what it refers to comes along under `definitions`. */
export function toDraft07(root: JsonObject, schema: Json): JsonObject {
  const definitions: Record<string, Json> = {};
  const converted = objectOr(convert(schema, collect));
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...converted, definitions };

  function collect(ref: string): string {
    const name = ref.replace(/^#\/components\/schemas\//, '').replace(/[^\w.-]/g, '_');
    if (!(name in definitions)) {
      definitions[name] = true; // A placeholder: a schema may refer to itself.
      definitions[name] = convert(resolve(root, ref), collect);
    }
    return `#/definitions/${name}`;
  }
}

/** Members that hold one schema, a list of schemas, or schemas by name (OAS 3.0.3, "Schema Object"). */
const ONE = new Set(['not', 'items', 'additionalProperties']);
const LIST = new Set(['allOf', 'anyOf', 'oneOf']);
/** What draft-07 does not have, and what says nothing about a response's validity. */
const DROPPED = new Set([
  'nullable',
  'example',
  'discriminator',
  'xml',
  'externalDocs',
  'deprecated',
  'readOnly',
  'writeOnly',
]);
/** Formats of draft-07; a validator stumbles over others, which describe numbers and passwords. */
const FORMATS = new Set(
  'date time date-time email hostname ipv4 ipv6 uri uri-reference uri-template json-pointer regex uuid'.split(' '),
);

function convert(schema: Json, collect: (ref: string) => string): Json {
  if (!isObject(schema)) return schema;
  // Beside a reference nothing else counts (OAS 3.0.3, "Reference Object").
  if (typeof schema.$ref === 'string') return { $ref: collect(schema.$ref) };
  const converted: Record<string, Json> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (DROPPED.has(name) || name.startsWith('x-') || (name === 'format' && !FORMATS.has(String(value)))) continue;
    if (ONE.has(name)) converted[name] = convert(value, collect);
    else if (LIST.has(name) && isList(value)) converted[name] = value.map((entry) => convert(entry, collect));
    else if (name === 'properties') converted[name] = mapValues(objectOr(value), (entry) => convert(entry, collect));
    else if (name === 'required' && isList(value))
      converted[name] = requiredInResponses(value, objectOr(schema.properties));
    else converted[name] = value;
  }
  makeExclusive(converted, 'minimum', 'exclusiveMinimum');
  makeExclusive(converted, 'maximum', 'exclusiveMaximum');
  return schema.nullable === true ? orNull(converted) : converted;
}

/** What is `writeOnly` is required in requests only (OAS 3.0.3, "Schema Object"). */
function requiredInResponses(names: readonly Json[], properties: JsonObject): readonly Json[] {
  return names.filter((name) => objectOr(properties[String(name)]).writeOnly !== true);
}

/** `exclusiveMinimum: true` beside `minimum: 3` is `exclusiveMinimum: 3` in draft-07. */
function makeExclusive(schema: Record<string, Json>, bound: string, exclusive: string): void {
  const isExclusive = schema[exclusive];
  if (typeof isExclusive !== 'boolean') return;
  delete schema[exclusive];
  if (!isExclusive || schema[bound] === undefined) return;
  schema[exclusive] = schema[bound];
  delete schema[bound];
}

/** `nullable` adds null to `type`, and means nothing without one (OAS 3.0.3, clarified in 3.0.4). */
function orNull(schema: Record<string, Json>): Json {
  if (schema.type === undefined) return schema;
  const { type, enum: values } = schema;
  return {
    ...schema,
    type: [type, 'null'],
    ...(isList(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
  };
}

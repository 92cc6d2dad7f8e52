import type { OpenApiDocument } from '../contract/operations.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** What the contract says of one response. */
export interface DocumentedResponse {
  /** JSON Schema draft-07 of the body; `undefined` where none is documented. */
  readonly body: JsonObject | undefined;
  readonly headers: readonly DocumentedHeader[];
}

export interface DocumentedHeader {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonObject | undefined;
}

/**
 * The schemas of one response.
 * @throws {Error} when the contract has no such response, or a reference points to nothing
 */
export function responseSchemas(
  document: OpenApiDocument,
  at: { readonly path: string; readonly method: string; readonly status: string; readonly mediaType: string },
): DocumentedResponse {
  // The document came from JSON or YAML.
  const root = document as unknown as JsonObject;
  const response = follow(root, member(root, 'paths', at.path, at.method.toLowerCase(), 'responses', at.status));
  if (!isObject(response)) throw new Error(`the contract has no ${at.status} of ${at.method} ${at.path}`);
  const schema = member(response, 'content', at.mediaType, 'schema');
  return {
    body: schema === undefined ? undefined : toDraft07(root, schema),
    headers: Object.entries(objectOr(response.headers)).map(([name, value]) => {
      const header = objectOr(follow(root, value));
      return {
        name,
        required: header.required === true,
        schema: header.schema === undefined ? undefined : toDraft07(root, header.schema),
      };
    }),
  };
}

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

function follow(root: JsonObject, value: Json | undefined): Json | undefined {
  return isObject(value) && typeof value.$ref === 'string' ? resolve(root, value.$ref) : value;
}

/** Follows a local reference (RFC 6901). */
function resolve(root: JsonObject, ref: string): Json {
  const names = ref.replace(/^#\//, '').split('/');
  const target = member(root, ...names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')));
  if (target === undefined) throw new Error(`${ref} points to nothing`);
  return target;
}

function member(value: Json | undefined, ...names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>((at, name) => (isObject(at) ? at[name] : undefined), value);
}

function mapValues(value: JsonObject, change: (entry: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, change(entry)]));
}

function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

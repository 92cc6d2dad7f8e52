import { resolve } from '../../contract/references.ts';
import { KNOWN_FORMATS, RENAMED_FORMATS } from './schema-compiler.ts';

/** A schema of a contract, as it stands in the document (OAS 3.0.3, "Schema Object"). */
export interface SchemaObject {
  readonly $ref?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly readOnly?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaObject>>;
  readonly additionalProperties?: boolean | SchemaObject;
  readonly items?: SchemaObject;
  readonly allOf?: readonly SchemaObject[];
  readonly oneOf?: readonly SchemaObject[];
  readonly anyOf?: readonly SchemaObject[];
  readonly not?: SchemaObject;
  readonly [keyword: string]: unknown;
}

/** Keywords that say what is valid and hold no schema. Any other is left out: the validators know some that OpenAPI does not. */
const KEPT: readonly string[] = [
  'type',
  'enum',
  'default',
  'multipleOf',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
];

/** Nothing is valid here: a client must not send what is read-only. */
const FORBIDDEN: SchemaObject = { not: {} };

/**
 * A schema with nothing in it that the two frameworks' validators take differently, as it holds for requests:
 * beside a reference nothing counts; a property that refers to a schema with a default has that default; what is `readOnly` may
 * not be sent and is not required; `nullable` counts beside a type only (clarified in OAS 3.0.4); `discriminator` chooses among
 * schemas that are checked anyway, so it is left out.
 */
export function toValidatedSchema(document: object, schema: SchemaObject): SchemaObject {
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref };
  const convert = (part: SchemaObject) => toValidatedSchema(document, part);
  const result: Record<string, unknown> = {};
  for (const keyword of KEPT) if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
  if (schema.nullable === true && schema.type !== undefined) result.nullable = true;
  const { format, items, not, additionalProperties, properties } = schema;
  if (typeof format === 'string' && KNOWN_FORMATS[format] !== undefined) {
    result.format = RENAMED_FORMATS[format] ?? format;
  }
  if (items !== undefined) result.items = convert(items);
  if (not !== undefined) result.not = convert(not);
  if (additionalProperties !== undefined) {
    result.additionalProperties =
      typeof additionalProperties === 'boolean' ? additionalProperties : convert(additionalProperties);
  }
  for (const keyword of ['allOf', 'oneOf', 'anyOf'] as const) {
    const list = schema[keyword];
    if (list !== undefined) result[keyword] = list.map(convert);
  }
  if (properties !== undefined) {
    result.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, toValidatedProperty(document, property)]),
    );
  }
  const required = (schema.required ?? []).filter((name) => !isReadOnly(document, properties?.[name]));
  if (required.length > 0) result.required = required;
  return result;
}

/** The schema of a property or a parameter: the only place where a default is filled in. */
export function toValidatedProperty(document: object, schema: SchemaObject): SchemaObject {
  if (isReadOnly(document, schema)) return FORBIDDEN;
  const target = resolve(document, schema);
  if (schema.$ref === undefined || target?.default === undefined) return toValidatedSchema(document, schema);
  return { allOf: [{ $ref: schema.$ref }], default: target.default };
}

function isReadOnly(document: object, schema: SchemaObject | undefined): boolean {
  const target = resolve(document, schema);
  if (target === undefined) return false;
  // A reference with `readOnly` beside it is written as `allOf`.
  return target.readOnly === true || (target.allOf?.some((part) => part.readOnly === true) ?? false);
}

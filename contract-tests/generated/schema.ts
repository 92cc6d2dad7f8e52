import type { ErrorObject, ValidateFunction } from 'ajv';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { OpenApiDocument } from '../../contract/operations.ts';
import { lookUp } from '../../contract/references.ts';

/** A schema of OpenAPI 3.0 (OAS 3.0.3, "Schema Object"), as far as values are made from it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array';
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
}

/** What a value does not meet, and where in it. */
export interface Violation {
  /** JSON pointer into the value; a member that is missing or too many belongs to the object around it. */
  readonly pointer: string;
  readonly keyword: string;
}

/** The schemas of a contract as requests see them. */
export interface SchemaBook {
  /** Reads a schema of the document; what it refers to is read along. */
  read(raw: unknown): Schema;
  /** The schema behind references. */
  deref(schema: Schema): Schema;
  /** All that a value does not meet. */
  violations(schema: Schema, value: unknown): readonly Violation[];
  accepts(schema: Schema, value: unknown): boolean;
}

/** Members of the Schema Object that hold values, taken over as they stand. */
const PLAIN = [
  ...['type', 'enum', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
] as const;

type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads schemas for requests: members that are `readOnly` are neither sent nor required (OAS 3.0.3, "Schema Object"), and what
 * only describes is left out. Values are judged by draft 4 with formats in full, which is the dialect of OAS 3.0.
 */
export function createSchemaBook(document: OpenApiDocument): SchemaBook {
  const ajv = new AjvDraft04.default({ allErrors: true, strict: false, validateSchema: false, logger: false });
  addFormats.default(ajv, { mode: 'full' });
  const definitions = new Map<string, Schema>();
  const validators = new WeakMap<Schema, ValidateFunction>();

  function read(raw: unknown): Schema {
    if (!isObject(raw)) return {};
    if (typeof raw.$ref === 'string') return { $ref: define(raw.$ref) };
    const schema: Record<string, unknown> = {};
    for (const name of PLAIN) if (raw[name] !== undefined) schema[name] = raw[name];
    // Without a type, null is allowed anyway, and the validator would not take the keyword.
    if (raw.nullable === true && raw.type !== undefined) schema.nullable = true;
    // They are nothing without a limit.
    if (raw.minimum === undefined) delete schema.exclusiveMinimum;
    if (raw.maximum === undefined) delete schema.exclusiveMaximum;
    for (const name of ['items', 'not'] as const) if (raw[name] !== undefined) schema[name] = read(raw[name]);
    for (const name of ['allOf', 'anyOf', 'oneOf'] as const)
      if (Array.isArray(raw[name])) schema[name] = raw[name].map(read);
    if (raw.additionalProperties !== undefined)
      schema.additionalProperties = isObject(raw.additionalProperties)
        ? read(raw.additionalProperties)
        : raw.additionalProperties;
    return { ...schema, ...readMembers(raw) };
  }

  function readMembers(raw: Raw): Pick<Schema, 'properties' | 'required'> {
    const all = isObject(raw.properties) ? Object.entries(raw.properties) : [];
    const readOnly = new Set(all.flatMap(([name, member]) => (isReadOnly(member) ? [name] : [])));
    const members = all.filter(([name]) => !readOnly.has(name)).map(([name, member]) => [name, read(member)] as const);
    const required = (Array.isArray(raw.required) ? raw.required : []).filter((name: string) => !readOnly.has(name));
    return {
      ...(members.length === 0 ? {} : { properties: Object.fromEntries(members) }),
      ...(required.length === 0 ? {} : { required }),
    };
  }

  function isReadOnly(member: unknown): boolean {
    if (!isObject(member)) return false;
    return typeof member.$ref === 'string' ? isReadOnly(lookUp(document, member.$ref)) : member.readOnly === true;
  }

  /** The name under which the schema of a reference is known here. */
  function define(reference: string): string {
    const name = `contract:${encodeURIComponent(reference)}`;
    if (!definitions.has(name)) {
      definitions.set(name, {});
      const schema = read(lookUp(document, reference));
      definitions.set(name, schema);
      ajv.addSchema(schema, name);
    }
    return name;
  }

  function deref(schema: Schema): Schema {
    let target = schema;
    for (let followed = 0; target.$ref !== undefined; followed += 1) {
      if (followed > 16) throw new Error(`${decodeURIComponent(target.$ref)} refers to itself`);
      target = definitions.get(target.$ref) ?? {};
    }
    return target;
  }

  function validatorOf(schema: Schema): ValidateFunction {
    const known = validators.get(schema);
    if (known !== undefined) return known;
    const validate = ajv.compile(schema);
    validators.set(schema, validate);
    return validate;
  }

  return {
    read,
    deref,
    violations(schema, value) {
      const validate = validatorOf(schema);
      return validate(value) ? [] : (validate.errors ?? []).map(toViolation);
    },
    accepts: (schema, value) => validatorOf(schema)(value),
  };
}

function toViolation({ instancePath, keyword }: ErrorObject): Violation {
  return { pointer: instancePath, keyword };
}

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

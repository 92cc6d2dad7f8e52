import fc from 'fast-check';
import type { OpenApiDocument } from '../../contract/operations.ts';
import { lookUp } from '../../contract/references.ts';

/** A schema of OpenAPI 3.0, as far as values are made from it. */
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
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** Longest text that is made where the schema allows longer ones; its bounds themselves are the mutations' business. */
const MAX_TEXT = 60;

/** The schema behind a reference. */
export function deref(document: OpenApiDocument, schema: Schema): Schema {
  return schema.$ref === undefined ? schema : deref(document, lookUp(document, schema.$ref) as Schema);
}

/**
 * Values that a schema accepts.
 * @throws {Error} naming the keyword, where it cannot be told how to meet it
 */
export function validValue(document: OpenApiDocument, given: Schema): fc.Arbitrary<unknown> {
  const schema = deref(document, given);
  const value = schema.enum === undefined ? ofType(document, schema) : fc.constantFrom(...schema.enum);
  return schema.nullable === true ? fc.option(value, { nil: null }) : value;
}

function ofType(document: OpenApiDocument, schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000, noNaN: true });
    case 'array':
      return fc.array(validValue(document, schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, (schema.minItems ?? 0) + 4),
      });
    case 'object': {
      const entries = Object.entries(schema.properties ?? {}).map(([name, member]) => [
        name,
        validValue(document, member),
      ]);
      return fc.record(Object.fromEntries(entries), { requiredKeys: [...(schema.required ?? [])] as never[] });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  email: fc
    .tuple(fc.stringMatching(/^[a-z][a-z0-9._-]{0,15}[a-z0-9]$/), fc.stringMatching(/^[a-z]{1,10}\.(org|com|de)$/))
    .map(([local, domain]) => `${local.replace(/[._-]{2,}/g, '-')}@${domain}`),
  'date-time': fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  date: fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  uuid: fc.uuid(),
};

function text(schema: Schema): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, format, pattern } = schema;
  const fits = (value: string) => [...value].length >= minLength && [...value].length <= maxLength;
  if (format !== undefined) {
    const known = FORMATS[format];
    if (known === undefined) throw new Error(`no values are known for the format ${format}`);
    return known.filter(fits);
  }
  const most = Math.max(minLength, Math.min(maxLength, MAX_TEXT));
  if (pattern !== undefined) {
    const matches = new RegExp(pattern, 'u');
    const plain = fc.string({ minLength, maxLength: most, unit: 'grapheme-composite' });
    return fc
      .oneof(plain, fc.stringMatching(new RegExp(pattern)))
      .filter((value) => matches.test(value) && fits(value));
  }
  return fc
    .oneof(
      fc.string({ minLength, maxLength: most, unit: 'grapheme-ascii' }),
      fc.string({ minLength, maxLength: most, unit: 'grapheme-composite' }),
      fc.string({ minLength, maxLength: most, unit: 'binary' }),
    )
    .filter(fits);
}

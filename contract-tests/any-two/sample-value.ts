import type { OpenApiDocument } from '../../contract/operations.ts';
import { resolve } from '../../contract/references.ts';

/** The members of an OAS 3.0 schema object that a sample is made from. */
export interface SampleSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly SampleSchema[];
  readonly oneOf?: readonly SampleSchema[];
  readonly anyOf?: readonly SampleSchema[];
  readonly properties?: Readonly<Record<string, SampleSchema>>;
  readonly required?: readonly string[];
  readonly items?: SampleSchema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  email: 'ada@example.org',
  uuid: '00000000-0000-4000-8000-000000000001',
  uri: 'http://example.org/',
  byte: 'YQ==',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
};

const DEEPEST = 8;
const MOST_ITEMS = 100;

/**
 * A value for a schema: its example where it has one, and else the smallest that has a chance. It need not be valid (a `pattern` is not read):
 * both servers are given the same.
 */
export function sampleValue(document: OpenApiDocument, schema: SampleSchema | undefined, depth = 0): unknown {
  const resolved = resolve(document, schema) ?? {};
  const [first] = resolved.enum ?? [];
  const given = [resolved.example, resolved.default, first].find((value) => value !== undefined);
  if (given !== undefined) return given;
  if (depth > DEEPEST) return null;
  const [choice] = resolved.oneOf ?? resolved.anyOf ?? [];
  if (choice !== undefined) return sampleValue(document, choice, depth + 1);
  if (resolved.allOf !== undefined) {
    const parts = resolved.allOf.map((part) => sampleValue(document, part, depth + 1));
    return parts.every(isObject) ? Object.assign({}, ...parts) : parts[0];
  }
  return sampleOfType(document, resolved, depth);
}

function sampleOfType(document: OpenApiDocument, schema: SampleSchema, depth: number): unknown {
  switch (schema.type ?? (schema.properties === undefined ? 'string' : 'object')) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, member]) => [
          name,
          sampleValue(document, member, depth + 1),
        ]),
      );
    case 'array':
      return Array.from({ length: Math.min(schema.minItems ?? 1, MOST_ITEMS) }, () =>
        sampleValue(document, schema.items, depth + 1),
      );
    case 'integer':
    case 'number':
      return Math.min(Math.max(1, schema.minimum ?? 1), schema.maximum ?? Number.MAX_SAFE_INTEGER);
    case 'boolean':
      return true;
    default: {
      const text = FORMATS[schema.format ?? ''] ?? 'a';
      return schema.format === undefined ? text.padEnd(Math.min(schema.minLength ?? 1, 10_000), 'a') : text;
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { Format, ValidateFunction } from 'ajv';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';

export interface CompilerOptions {
  /** Turns texts into the schema's types: right for parameters, which arrive as texts; wrong for bodies. */
  readonly coerceTypes?: boolean;
}

/**
 * A compiler for the schemas of OpenAPI 3.0, whose dialect is that of JSON Schema draft 4 with `nullable` (OAS 3.0.3,
 * "Schema Object"). Formats are checked in full, every error is found, nothing is removed.
 */
export function createSchemaCompiler({
  coerceTypes = false,
}: CompilerOptions = {}): (schema: object) => ValidateFunction {
  const ajv = createAjv(coerceTypes);
  return (schema) => ajv.compile(schema);
}

/**
 * Formats that express-openapi-validator treats apart (it rewrites the schemas of dates), under names that it does not know.
 * Validated schemas carry these names; see `validated-schema.ts`.
 */
export const RENAMED_FORMATS: Readonly<Record<string, string>> = { date: 'full-date', 'date-time': 'full-date-time' };

/** Definitions of all formats that are checked; any other means nothing (OAS 3.0.3, "Data Types"). */
export const KNOWN_FORMATS: Readonly<Record<string, Format | undefined>> = createAjv(false).formats;

/** The checks of the renamed formats, by their new names. */
export function renamedFormats(): Record<string, Format> {
  const renamed: Record<string, Format> = {};
  for (const [name, alias] of Object.entries(RENAMED_FORMATS)) {
    const format = KNOWN_FORMATS[name];
    if (format !== undefined) renamed[alias] = format;
  }
  return renamed;
}

function createAjv(coerceTypes: boolean): AjvDraft04.default {
  const ajv = new AjvDraft04.default({
    allErrors: true,
    coerceTypes,
    removeAdditional: false,
    useDefaults: true,
    strict: false,
    // `strict` would be its default: JSON texts like 1e400 are read as Infinity, which is no number of JSON (RFC 8259, 6).
    strictNumbers: true,
    validateSchema: false,
  });
  addFormats.default(ajv, { mode: 'full' });
  for (const [name, alias] of Object.entries(RENAMED_FORMATS)) {
    const format = ajv.formats[name];
    if (format !== undefined) ajv.addFormat(alias, format);
  }
  return ajv;
}

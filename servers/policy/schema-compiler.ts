import type { ValidateFunction } from 'ajv';
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
  const ajv = new AjvDraft04.default({
    allErrors: true,
    coerceTypes: coerceTypes ? 'array' : false,
    removeAdditional: false,
    useDefaults: true,
    strict: false,
    validateSchema: false,
  });
  addFormats.default(ajv, { mode: 'full' });
  return (schema) => ajv.compile(schema);
}

import { ContractError } from '../../contract/document.ts';
import type { OpenApiDocument } from '../../contract/operations.ts';
import type { Parameter } from '../../contract/parameters.ts';
import type { FieldError } from '../../contract/problems.ts';
import { isTooDeep, MAX_JSON_DEPTH, parseJson } from './json.ts';
import { createSchemaCompiler } from './schema-compiler.ts';
import { isJsonDocument, validatedComponents } from './validated-contract.ts';
import { type SchemaObject, toValidatedSchema } from './validated-schema.ts';
import { wordError } from './wording.ts';

/** What the document in a parameter says, or why it says nothing; each fault is at its place below the parameter. */
export type DocumentReading = { readonly value: unknown } | { readonly faults: readonly FieldError[] };

/**
 * A function that reads a parameter which is a document of a media type (OAS 3.0.3, "Parameter Object", `content`). JSON is checked
 * here: it has types, which the frameworks' validators of parameters would turn into others (`null` into 0).
 * @throws {ContractError} where the schema cannot be used
 */
export function createDocumentReader(
  document: OpenApiDocument,
  parameter: Parameter,
): (text: string) => DocumentReading {
  if (!isJsonDocument(parameter)) return (value) => ({ value });
  const validate = compile(document, parameter);
  return (text) => {
    if (isTooDeep(text)) return fault(`may have at most ${MAX_JSON_DEPTH} levels`);
    let value: unknown;
    try {
      value = parseJson(Buffer.from(text, 'utf8'));
    } catch {
      return fault('must be JSON');
    }
    if (validate(value)) return { value };
    return { faults: (validate.errors ?? []).flatMap((error) => wordError(error, '') ?? []) };
  };
}

function fault(detail: string): DocumentReading {
  return { faults: [{ pointer: '', detail }] };
}

function compile(document: OpenApiDocument, { name, schema }: Parameter) {
  try {
    // The contract's linter has seen that it is a schema.
    const validated = toValidatedSchema(document, schema as SchemaObject);
    // A level down: a reference hides what stands beside it, and what it points to.
    return createSchemaCompiler()({ allOf: [validated], components: validatedComponents(document) });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ContractError(
      `the contract cannot be served: the schema of the parameter ${name} cannot be used: ${reason}`,
      {
        cause,
      },
    );
  }
}

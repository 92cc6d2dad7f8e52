import fc from 'fast-check';
import type { OpenApiDocument } from '../../../contract/operations.ts';
import { exampleOf, type MediaType } from '../../../parity/conformance/operation-object.ts';
import { createSchemaBook } from '../../generated/schema.ts';
import { validValue } from '../../generated/valid-values.ts';

/** Nothing can be asked of an operation to which no valid request can be made. */
export class NoRequestError extends Error {
  override readonly name = 'NoRequestError';
}

/** Values made of a schema, beside the example. */
const SAMPLES = 12;

export interface Values {
  readonly values: readonly unknown[];
  readonly accepts: (value: unknown) => boolean;
}

/** The documented example, and values of the schema from the seed, where they can be made. @throws {NoRequestError} */
export function valuesOf(document: OpenApiDocument, holder: MediaType, seed: number): Values {
  const book = createSchemaBook(document);
  const schema = book.read(holder.schema);
  const accepts = (value: unknown) => book.accepts(schema, value);
  const example = exampleOf(document, holder);
  const examples = example === undefined ? [] : [example.value];
  try {
    return { accepts, values: [...examples, ...fc.sample(validValue(book, schema), { seed, numRuns: SAMPLES })] };
  } catch (cause) {
    if (examples.length > 0) return { accepts, values: examples };
    throw new NoRequestError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

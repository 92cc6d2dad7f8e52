import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { DocumentedHeader, DocumentedResponse } from './response-schema.ts';
import type { Transaction } from './run-dredd.ts';

/** Header fields are texts: `Retry-After: 42` is a number as far as its schema goes. */
const headerAjv = new Ajv({ coerceTypes: true, strict: false });
const bodyAjv = new Ajv({ allErrors: true, strict: false });
// ajv-formats is CommonJS; its default export is itself a module here.
for (const ajv of [headerAjv, bodyAjv]) addFormats.default(ajv);

/**
 * Makes dredd validate an answer by the contract: its own reading of OpenAPI 3 keeps an example of the body, of header
 * fields only the names, and demands the optional ones too.
 * @throws {Error} naming each header field whose value is not what the contract says, and each undocumented member of the body
 */
export function inspectAnswer(transaction: Transaction, response: DocumentedResponse, mediaType: string): void {
  const { expected, real } = transaction;
  if (real === undefined) throw new Error('there is no answer');
  const required = response.headers.filter((header) => header.required).map(({ name }): [string, string] => [name, '']);
  expected.headers = { ...(mediaType === '' ? {} : { 'Content-Type': mediaType }), ...Object.fromEntries(required) };
  if (response.body !== undefined) expected.bodySchema = response.body;
  ignoreCharset(real.headers);
  const wrong = [
    ...response.headers.flatMap((header) => checkHeader(header, real.headers[header.name.toLowerCase()])),
    ...(response.body === undefined ? [] : undocumentedMembers(response.body, real.body ?? '')),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('; '));
}

/** dredd compares this one field as a text, and `charset=utf-8` changes nothing in JSON (RFC 8259, 8.1). */
function ignoreCharset(headers: Record<string, string | string[] | undefined>): void {
  const type = headers['content-type'];
  if (typeof type === 'string') headers['content-type'] = type.replace(/; *charset="?utf-8"?$/i, '');
}

/** What is wrong with a field's value. That a required field is missing is dredd's to see. */
function checkHeader({ name, schema }: DocumentedHeader, value: string | string[] | undefined): string[] {
  if (schema === undefined || value === undefined) return [];
  // One field may come in several lines, which are one list (RFC 9110, 5.3).
  if (headerAjv.validate(schema, Array.isArray(value) ? value.join(', ') : value)) return [];
  return (headerAjv.errors ?? []).map(
    (error) => `header ${name}: ${error.message}, is ${JSON.stringify(value).slice(0, MAX_VALUE_CHARACTERS)}`,
  );
}

const MAX_VALUE_CHARACTERS = 80;

/** dredd sees that there is a member too many, but does not say which. */
function undocumentedMembers(schema: object, body: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return []; // dredd says so.
  }
  bodyAjv.validate(schema, value);
  const extra = (bodyAjv.errors ?? []).filter(({ keyword }) => keyword === 'additionalProperties');
  return extra.map(
    ({ instancePath, params }) => `body: ${instancePath}/${params.additionalProperty} is not documented`,
  );
}

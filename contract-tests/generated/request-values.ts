import fc from 'fast-check';
import type { BodyInput, OperationInputs, Parameter } from './inputs.ts';
import { delimitersOf, serializeParameter } from './parameters.ts';
import { keyOf, type RequestValues } from './requests.ts';
import type { SchemaBook } from './schema.ts';
import { validValue } from './valid-values.ts';

/** Values with which a request is as the contract wants it; what may be left out sometimes is. */
export function validRequestValues(
  book: SchemaBook,
  { operation, parameters, bodies }: OperationInputs,
): fc.Arbitrary<RequestValues> {
  const values = parameters.map((parameter) => {
    const valid = validParameter(book, parameter).map((value): Sent => [keyOf(parameter), value]);
    return parameter.required ? valid : fc.option<Sent, undefined>(valid, { nil: undefined, freq: 2 });
  });
  const sentBodies = bodies.map((body) => validBody(book, body));
  const body: fc.Arbitrary<RequestValues['body']> =
    sentBodies.length === 0
      ? fc.constant(undefined)
      : operation.bodyRequired
        ? fc.oneof(...sentBodies)
        : fc.option(fc.oneof(...sentBodies), { nil: undefined, freq: 4 });
  return fc.tuple(fc.tuple(...values), body).map(([sent, chosen]) => ({
    parameters: new Map(sent.filter((entry) => entry !== undefined)),
    body: chosen,
  }));
}

type Sent = readonly [key: string, value: unknown];
export type SentBody = NonNullable<RequestValues['body']>;

/** Values of a parameter that its schema accepts and that arrive as what they are. */
export function validParameter(book: SchemaBook, parameter: Parameter): fc.Arbitrary<unknown> {
  return validValue(book, parameter.schema).filter((value) => isSendable(parameter, value, parameter.allowEmptyValue));
}

export function validBody(book: SchemaBook, input: BodyInput): fc.Arbitrary<SentBody> {
  if (input.form === 'binary')
    return fc
      .oneof(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.uint8Array({ minLength: 300, maxLength: 3000 }))
      .map((bytes) => ({ mediaType: input.mediaType, bytes }));
  return validValue(book, input.schema)
    .filter((value) => input.form === 'json' || (typeof value === 'string' && value.isWellFormed() && value !== ''))
    .map((value) => sentBody(input, value));
}

/** A value in the form of its media type. */
export function sentBody({ mediaType, form }: BodyInput, value: unknown): SentBody {
  return { mediaType, bytes: form === 'json' ? (JSON.stringify(value) ?? 'null') : String(value) };
}

/** Longest parameter: heads of requests are limited to 16 KiB by Node. */
const MAX_PARAMETER = 4000;

/** Whether a value comes out of its parameter as it went in. */
export function isSendable(parameter: Parameter, value: unknown, mayBeEmpty: boolean): boolean {
  if (parameter.style === 'content') return isSendableText(parameter, JSON.stringify(value) ?? '', false);
  const delimiters = delimitersOf(parameter);
  const fits = (part: unknown) =>
    isScalar(part) &&
    isSendableText(parameter, String(part), false) &&
    ![...delimiters].some((one) => String(part).includes(one));
  if (Array.isArray(value)) {
    return value.length > 0 && parameter.style !== 'deepObject' && value.every(fits) && isShort(parameter, value);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return entries.length > 0 && entries.flat().every(fits) && isShort(parameter, value);
  }
  return isScalar(value) && isSendableText(parameter, String(value), mayBeEmpty) && isShort(parameter, value);
}

function isShort(parameter: Parameter, value: unknown): boolean {
  return serializeParameter(parameter, value).length <= MAX_PARAMETER;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isSendableText({ in: place }: Parameter, text: string, mayBeEmpty: boolean): boolean {
  if (text.length > MAX_PARAMETER || !text.isWellFormed()) return false;
  // Nothing between two slashes is another path, and a dot is a way through paths (RFC 3986, 5.2.4).
  if (place === 'path') return text !== '' && text !== '.' && text !== '..';
  if (text === '') return mayBeEmpty;
  return place !== 'header' || /^[!-~]([ -~]*[!-~])?$/.test(text);
}

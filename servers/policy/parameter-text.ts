import type { OpenApiDocument } from '../../contract/operations.ts';
import type { Parameter } from '../../contract/parameters.ts';
import { createDocumentReader, type DocumentReading } from './parameter-document.ts';
import { type Shape, shapeOf, typeOf } from './parameter-shape.ts';
import type { SchemaObject } from './validated-schema.ts';
import { escapeToken, NOUNS } from './wording.ts';

/** What a text stands for, or why it stands for nothing. */
export type Reading =
  | { readonly value: unknown }
  /** `at` points below the parameter, to the entry or member at fault. */
  | { readonly fault: string; readonly at?: string };

export type Decode = (raw: string) => string | undefined;

/**
 * A function that reads one parameter's text: taken apart by its style (OAS 3.0.3, "Style Values"; RFC 6570), then decoded. Numbers
 * and truth values stay texts, which the validators turn into their types; a text that they would take for a number although JSON
 * has no such number (`0x10`, `Infinity`) is a fault.
 */
export function createTextReader(
  document: OpenApiDocument,
  parameter: Parameter,
  decode: Decode,
): (raw: string) => Reading | DocumentReading {
  // The contract's linter has seen that it is a schema.
  const schema = parameter.schema as SchemaObject;
  if (parameter.mediaType !== undefined) {
    const readDocument = createDocumentReader(document, parameter);
    return (raw) => {
      const text = decode(raw);
      return text === undefined ? { fault: 'is not percent-encoded UTF-8' } : readDocument(text);
    };
  }
  const shape = shapeOf(document, schema);
  const delimiter = DELIMITERS[parameter.style] ?? /,/;
  if (shape.kinds.has('list')) {
    return (raw) =>
      readList(document, shape, raw === '' && parameter.style === 'simple' ? [] : raw.split(delimiter), decode);
  }
  if (shape.kinds.has('record')) {
    return (raw) => readRecord(document, shape, toPairs(raw.split(delimiter), parameter.explode), decode);
  }
  return (raw) => readScalar(document, schema, raw, decode);
}

const DELIMITERS: Readonly<Record<string, RegExp>> = { spaceDelimited: /%20|\+| /, pipeDelimited: /\||%7C/i };

/** One text by its schema. */
export function readScalar(document: OpenApiDocument, schema: SchemaObject, raw: string, decode: Decode): Reading {
  const value = decode(raw);
  if (value === undefined) return { fault: 'is not percent-encoded UTF-8' };
  const type = typeOf(document, schema);
  if ((type === 'integer' || type === 'number') && value !== '' && !isJsonNumber(value)) {
    return { fault: `must be ${NOUNS[type]}` };
  }
  return { value };
}

export function readList(
  document: OpenApiDocument,
  { entries }: Shape,
  parts: readonly string[],
  decode: Decode,
): Reading {
  return allOf(parts.map((part) => readScalar(document, entries ?? {}, part, decode)));
}

/** A record from its members' texts; `undefined` in the place of pairs that are none. */
export function readRecord(
  document: OpenApiDocument,
  { members }: Shape,
  pairs: readonly (readonly [string, string])[] | undefined,
  decode: Decode,
): Reading {
  if (pairs === undefined) return { fault: 'must be pairs of a name and a value' };
  const texts = new Map<string, string[]>();
  for (const [rawName, raw] of pairs) {
    const name = decode(rawName);
    if (name === undefined) return { fault: 'is not percent-encoded UTF-8' };
    if (name === '__proto__') return { fault: 'has a name that is not allowed' };
    texts.set(name, [...(texts.get(name) ?? []), raw]);
  }
  const entries: [string, unknown][] = [];
  for (const [name, [first = '', ...others]] of texts) {
    const schema = members.get(name) ?? {};
    const isList = typeOf(document, schema) === 'array';
    const at = `/${escapeToken(name)}`;
    if (others.length > 0 && !isList) return { fault: 'is given more than once', at };
    const reading = isList
      ? readList(document, shapeOf(document, schema), [first, ...others], decode)
      : readScalar(document, schema, first, decode);
    if ('fault' in reading) return { fault: reading.fault, at: `${at}${reading.at ?? ''}` };
    entries.push([name, reading.value]);
  }
  return { value: Object.fromEntries(entries) };
}

function allOf(readings: readonly Reading[]): Reading {
  const values: unknown[] = [];
  for (const [index, reading] of readings.entries()) {
    if ('fault' in reading) return { fault: reading.fault, at: `/${index}` };
    values.push(reading.value);
  }
  return { value: values };
}

/** `a=1,b=2` where it explodes, otherwise `a,1,b,2`. */
function toPairs(parts: readonly string[], explode: boolean): [string, string][] | undefined {
  if (explode) {
    const pairs = parts.map((part) => part.split('='));
    return pairs.every((pair) => pair.length === 2) ? pairs.map(([name = '', value = '']) => [name, value]) : undefined;
  }
  if (parts.length % 2 !== 0) return undefined;
  return Array.from({ length: parts.length / 2 }, (_, index) => [parts[index * 2] ?? '', parts[index * 2 + 1] ?? '']);
}

/** RFC 8259, 6, and finite: a number beyond that would be answered as null. */
function isJsonNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
}

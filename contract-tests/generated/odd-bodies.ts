import fc from 'fast-check';
import type { BodyInput } from './inputs.ts';
import { ODD_NAMES, ODD_NUMBERS, ODD_TEXT } from './odd-texts.ts';
import { valueWith } from './placed-values.ts';
import { type PathStep, placesOf } from './places.ts';
import { type SentBody, sentBody, validBody } from './request-values.ts';
import type { SchemaBook } from './schema.ts';
import { validValue } from './valid-values.ts';

/** What is odd about a body, and bodies that are so. Whether the contract takes them is not known. */
export type OddBody = readonly [kind: string, bodies: fc.Arbitrary<SentBody>];

/** Bodies at which implementations part: confused types, odd texts and numbers, repeated and prototype keys, deep or broken JSON. */
export function oddBodies(book: SchemaBook, input: BodyInput): OddBody[] {
  const { mediaType, form } = input;
  const asBytes = <T>(texts: fc.Arbitrary<T>, toText: (value: T) => string | Uint8Array) =>
    texts.map((value): SentBody => ({ mediaType, bytes: toText(value) }));
  const anyText: OddBody = [
    'any text',
    asBytes(fc.oneof(fc.string({ unit: 'binary' }), ODD_TEXT), (text) => text.toWellFormed()),
  ];
  const anyBytes: OddBody = ['any bytes', asBytes(fc.uint8Array({ maxLength: 200 }), (bytes) => bytes)];
  if (form !== 'json') return [anyText, anyBytes];

  const valid = validValue(book, input.schema).map((value) => JSON.stringify(value) ?? 'null');
  const within = (kind: string, part: fc.Arbitrary<unknown>): OddBody[] =>
    everywhere(book, input).map(([pointer, steps]) => [
      `${kind} ${pointer}`,
      valueWith(book, input.schema, steps, part).map((value) => sentBody(input, value)),
    ]);
  return [
    ...within('any value in', fc.jsonValue({ maxDepth: 3 })),
    ...within('odd text in', ODD_TEXT),
    [
      'odd number',
      asBytes(fc.tuple(valid, fc.constantFrom(...ODD_NUMBERS)), ([text, number]) => withNumber(text, number)),
    ],
    [
      'odd member',
      asBytes(fc.tuple(valid, fc.constantFrom(...ODD_NAMES)), ([text, name]) =>
        spliced(text, `${JSON.stringify(name)}:{"prototype":{},"x":1}`),
      ),
    ],
    ['repeated members', asBytes(valid, (text) => spliced(text, text.slice(1, -1)))],
    ['cut off', asBytes(fc.tuple(valid, fc.nat(60)), ([text, cut]) => text.slice(0, Math.min(cut, text.length - 1)))],
    [
      'more behind it',
      asBytes(fc.tuple(valid, fc.constantFrom(' ', '\n', ',', '}', 'null', '\u0000', '//')), (parts) => parts.join('')),
    ],
    ['deep nesting', asBytes(fc.integer({ min: 1, max: 3000 }), (depth) => '['.repeat(depth) + ']'.repeat(depth))],
    ['any JSON', asBytes(fc.jsonValue(), (value) => JSON.stringify(value))],
    [
      'another charset',
      validBody(book, input).map((body) => ({ ...body, bytes: Buffer.from(String(body.bytes), 'utf16le') })),
    ],
    anyText,
    anyBytes,
  ];
}

/** Every place of a body's schema once. */
function everywhere(
  book: SchemaBook,
  { schema }: BodyInput,
): (readonly [pointer: string, steps: readonly PathStep[]])[] {
  const places = placesOf(book, schema, '/body').filter(({ keyword }) => keyword !== 'required');
  return [...new Map(places.map(({ pointer, steps }) => [pointer, steps]))];
}

/** The first number of a text replaced; where there is none, one member more. */
function withNumber(text: string, number: string): string {
  return /:-?\d/.test(text) ? text.replace(/:-?[\d.e+]+/i, `:${number}`) : spliced(text, `"zzz":${number}`);
}

/** An object's text with one more member text at its end. */
function spliced(text: string, member: string): string {
  if (!text.endsWith('}')) return text;
  return `${text.slice(0, -1)}${text === '{}' || member === '' ? '' : ','}${member}}`;
}

import fc from 'fast-check';
import type { OpenApiDocument } from '../../contract/operations.ts';
import { deref, type Schema, validValue } from './schema.ts';

/** A body as it is sent, and what was done to it. */
export interface GeneratedBody {
  readonly kind: string;
  /** JSON text, or what is left of it; sent as UTF-8. */
  readonly text: string;
}

/** Bodies that the schema accepts, and bodies with one fault each. */
export function body(document: OpenApiDocument, schema: Schema): fc.Arbitrary<GeneratedBody> {
  const valid = validValue(document, schema);
  const asText = (kind: string, value: unknown): GeneratedBody => ({ kind, text: JSON.stringify(value) ?? 'null' });
  const members = Object.entries(deref(document, schema).properties ?? {});
  const withMember = (kind: string, replacement: (member: Schema) => fc.Arbitrary<unknown>) =>
    members.length === 0
      ? []
      : [
          fc.constantFrom(...members).chain(([name, member]) =>
            fc.tuple(valid, replacement(deref(document, member))).map(([value, other]) => {
              return asText(`${kind} ${name}`, { ...(value as object), [name]: other });
            }),
          ),
        ];
  return fc.oneof(
    { weight: 6, arbitrary: valid.map((value) => asText('valid', value)) },
    ...withMember('confused type of', () => fc.constantFrom(null, true, 0, -1.5, '', 'x', [], {}, [null], { a: 1 })),
    ...withMember('boundary of', boundary),
    ...withMember('odd text in', () => ODD_TEXT),
    ...withMember('any value in', () => fc.jsonValue({ maxDepth: 3 })),
    ...(members.length === 0
      ? []
      : [
          fc
            .tuple(valid, fc.constantFrom(...members))
            .map(([value, [name]]) =>
              asText(
                `without ${name}`,
                Object.fromEntries(Object.entries(value as object).filter(([key]) => key !== name)),
              ),
            ),
        ]),
    fc
      .tuple(
        valid,
        fc.oneof(fc.string(), fc.constantFrom('toString', 'hasOwnProperty', 'a/b', 'a~b', '', 'Email')),
        fc.jsonValue(),
      )
      .map(([value, key, extra]) => asText('undocumented member', { ...(value as object), [key]: extra })),
    fc.tuple(valid, fc.constantFrom('__proto__', 'constructor', 'prototype')).map(([value, key]) => ({
      kind: `member ${key}`,
      text: spliced(value, `${JSON.stringify(key)}:{"prototype":{},"x":1}`),
    })),
    valid.map((value) => ({ kind: 'repeated members', text: spliced(value, JSON.stringify(value).slice(1, -1)) })),
    fc
      .tuple(valid, fc.constantFrom('1e400', '-0', '1e-400', '123456789012345678901234567890', '0.1e1', '1E5'))
      .map(([value, number]) => ({ kind: 'odd number', text: spliced(value, `"zzz":${number}`) })),
    fc.tuple(valid, fc.nat(60)).map(([value, cut]) => {
      const text = JSON.stringify(value);
      return { kind: 'cut off', text: text.slice(0, Math.min(cut, text.length - 1)) };
    }),
    fc
      .integer({ min: 1, max: 3000 })
      .map((depth) => ({ kind: 'deep nesting', text: '['.repeat(depth) + ']'.repeat(depth) })),
    fc.jsonValue().map((value) => asText('any JSON', value)),
    fc.string({ unit: 'binary' }).map((text) => ({ kind: 'any text', text })),
  );
}

/** Texts on which implementations disagree: lengths in code units or points, lone surrogates, controls, normal forms. */
const ODD_TEXT = fc.constantFrom(
  '\ud800',
  'a\udc00b',
  '\u0000',
  '\u2028\u2029',
  '\ufeff',
  'e\u0301',
  '😀'.repeat(50),
  ' ',
  '\t\n',
  '<script>alert(1)</script>',
  'İ@example.org',
  'A@EXAMPLE.ORG',
  '"@example.org',
  'a@b.c',
  '’“”',
);

/** Values at a bound, one below it and one above. */
function boundary(schema: Schema): fc.Arbitrary<unknown> {
  const { minLength = 0, maxLength } = schema;
  const lengths = [minLength - 1, minLength, minLength + 1];
  // Longer ones belong to the size of the body, which has cases of its own.
  if (maxLength !== undefined && maxLength <= 5000) lengths.push(maxLength - 1, maxLength, maxLength + 1);
  const units = ['x', 'é', '😀'];
  return fc
    .tuple(fc.constantFrom(...lengths.filter((length) => length >= 0)), fc.constantFrom(...units))
    .map(([length, unit]) => unit.repeat(length));
}

/** The object's text with one more member text at its end. */
function spliced(value: unknown, member: string): string {
  const text = JSON.stringify(value);
  if (!text.endsWith('}')) return text;
  return `${text.slice(0, -1)}${text === '{}' ? '' : ','}${member}}`;
}

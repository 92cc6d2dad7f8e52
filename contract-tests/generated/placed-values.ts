import fc from 'fast-check';
import { brokenValue, occurs } from './broken-values.ts';
import { flatten } from './flatten.ts';
import { type PathStep, type Place, schemaBelow } from './places.ts';
import type { Schema, SchemaBook } from './schema.ts';
import { validValue } from './valid-values.ts';

/**
 * Values that break one keyword at one place and are valid everywhere else.
 * @returns undefined where nothing does
 */
export function valueBrokenAt(book: SchemaBook, schema: Schema, place: Place): fc.Arbitrary<unknown> | undefined {
  const broken = brokenValue(book, schemaAt(book, schema, place.steps), place.keyword, place.member);
  if (broken === undefined) return undefined;
  const values = valueWith(book, schema, place.steps, broken);
  // Another branch may take what one refuses.
  const breaks = (value: unknown) => !book.accepts(schema, value);
  return occurs(values, breaks) ? values.filter(breaks) : undefined;
}

/** The schema that steps lead to, without references at its top. */
export function schemaAt(book: SchemaBook, schema: Schema, steps: readonly PathStep[]): Schema {
  return steps.reduce((at, step) => schemaBelow(book, at, step), flatten(book, schema));
}

/** Values that are valid but for a part, which another generator makes. */
export function valueWith(
  book: SchemaBook,
  schema: Schema,
  steps: readonly PathStep[],
  part: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const [step, ...rest] = steps;
  if (step === undefined) return part;
  const here = flatten(book, schema);
  const inner = valueWith(book, schemaBelow(book, here, step), rest, part);
  if (step.kind === 'branch') return inner;
  const around = validValue(book, { ...here, nullable: false });
  return fc.tuple(around, inner).map(([value, replaced]) => put(value, step, replaced));
}

function put(value: unknown, step: PathStep, part: unknown): unknown {
  if (step.kind === 'item') return Array.isArray(value) && value.length > 0 ? [part, ...value.slice(1)] : [part];
  return { ...(value as object), [step.kind === 'member' ? step.name : 'extra']: part };
}

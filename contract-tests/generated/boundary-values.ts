import fc from 'fast-check';
import { occurs, textsOfLength } from './broken-values.ts';
import type { Schema, SchemaBook } from './schema.ts';
import { matching, validValue } from './valid-values.ts';

/**
 * Values that a schema just accepts: at one of its bounds, and one inside it.
 * @returns undefined where the keyword is no bound, or no value can be at it
 */
export function boundaryValue(book: SchemaBook, schema: Schema, keyword: string): fc.Arbitrary<unknown> | undefined {
  const candidates = candidatesFor(book, schema, keyword);
  const accepted = (value: unknown) => book.accepts(schema, value);
  return candidates !== undefined && occurs(candidates, accepted) ? candidates.filter(accepted) : undefined;
}

function candidatesFor(book: SchemaBook, schema: Schema, keyword: string): fc.Arbitrary<unknown> | undefined {
  const { minLength = 0, maxLength = 0, minimum = 0, maximum = 0, minItems = 0, maxItems = 0, items = {} } = schema;
  const step = schema.multipleOf ?? 1;
  const lists = (least: number, most: number) => {
    const bounds = { minLength: Math.max(0, least), maxLength: most };
    const item = validValue(book, items);
    return schema.uniqueItems === true
      ? fc.uniqueArray(item, { ...bounds, selector: (value) => JSON.stringify(value) })
      : fc.array(item, bounds);
  };
  switch (keyword) {
    case 'minLength':
      return textsOfLength(schema, minLength, minLength + 1);
    case 'maxLength':
      return textsOfLength(schema, Math.max(0, maxLength - 1), maxLength);
    case 'minimum':
    case 'exclusiveMinimum':
      return fc.constantFrom(minimum, minimum + step, minimum + 1e-9);
    case 'maximum':
    case 'exclusiveMaximum':
      return fc.constantFrom(maximum, maximum - step, maximum - 1e-9);
    case 'minItems':
      return lists(minItems, minItems + 1);
    case 'maxItems':
      return lists(maxItems - 1, maxItems);
    case 'pattern':
      return fc.oneof(...matching(schema.pattern ?? ''), fc.constant(''));
    case 'enum':
      return fc.constantFrom(...(schema.enum ?? []));
    default:
      return undefined;
  }
}

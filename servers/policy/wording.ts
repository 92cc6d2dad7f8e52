import type { ErrorObject } from 'ajv';
import type { FieldError } from '../../contract/problems.ts';

/** What a type is called. */
export const NOUNS = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
} as const satisfies Record<string, string>;

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an email address',
  'full-date': 'a date (YYYY-MM-DD)',
  'full-date-time': 'a date and time (RFC 3339)',
  uuid: 'a UUID',
  uri: 'a URI',
  byte: 'base64 (RFC 4648, 4)',
  int32: 'a whole number of 32 bits',
  int64: 'a whole number of 64 bits',
};

/**
 * One validation error in our own words, at `base` followed by the error's place; `undefined` for errors that only say that
 * another one, reported beside them, exists.
 */
export function wordError(error: ErrorObject, base: string): FieldError | undefined {
  const { keyword, instancePath, params } = error;
  const at = (name?: unknown) => `${base}${instancePath}${name === undefined ? '' : `/${escapeToken(String(name))}`}`;
  switch (keyword) {
    case 'required':
      return { pointer: at(params.missingProperty), detail: 'is required' };
    case 'additionalProperties':
      return { pointer: at(params.additionalProperty), detail: 'is not allowed' };
    case 'type':
      return { pointer: at(), detail: `must be ${typeWords(params.type)}` };
    case 'enum':
      return { pointer: at(), detail: `must be one of: ${(params.allowedValues as unknown[]).map(String).join(', ')}` };
    case 'format':
      return {
        pointer: at(),
        detail: `must be ${FORMATS[String(params.format)] ?? `of format ${String(params.format)}`}`,
      };
    case 'minLength':
      return { pointer: at(), detail: `must have at least ${count(params.limit, 'character')}` };
    case 'maxLength':
      return { pointer: at(), detail: `must have at most ${count(params.limit, 'character')}` };
    case 'minItems':
      return { pointer: at(), detail: `must have at least ${count(params.limit, 'entry', 'entries')}` };
    case 'maxItems':
      return { pointer: at(), detail: `must have at most ${count(params.limit, 'entry', 'entries')}` };
    case 'pattern':
      return { pointer: at(), detail: `must match the pattern ${String(params.pattern)}` };
    case 'minProperties':
      return { pointer: at(), detail: `must have at least ${count(params.limit, 'member')}` };
    case 'maxProperties':
      return { pointer: at(), detail: `must have at most ${count(params.limit, 'member')}` };
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return { pointer: at(), detail: `must be ${BOUNDS[String(params.comparison)] ?? ''} ${String(params.limit)}` };
    case 'multipleOf':
      return { pointer: at(), detail: `must be a multiple of ${String(params.multipleOf)}` };
    case 'uniqueItems':
      return {
        pointer: at(),
        detail: `must not have an entry twice: ${[Number(params.i), Number(params.j)].sort((a, b) => a - b).join(' and ')}`,
      };
    case 'oneOf':
      return {
        pointer: at(),
        detail: params.passingSchemas == null ? 'must match one of the forms' : 'must match only one of the forms',
      };
    case 'anyOf':
      return { pointer: at(), detail: 'must match at least one of the forms' };
    case 'not':
      return { pointer: at(), detail: 'has a value that is not allowed' };
    case 'if':
      return undefined;
    default:
      return { pointer: at(), detail: `does not meet ${keyword}` };
  }
}

const BOUNDS: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'more than',
  '<': 'less than',
};

/** `type` of an error: one name, or several joined by commas. */
function typeWords(type: unknown): string {
  return String(type)
    .split(',')
    .map((name) => (name in NOUNS ? NOUNS[name as keyof typeof NOUNS] : `of type ${name}`))
    .join(' or ');
}

function count(limit: unknown, one: string, many = `${one}s`): string {
  return `${String(limit)} ${limit === 1 ? one : many}`;
}

/** A name as a token of a JSON pointer (RFC 6901, 3). */
export function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

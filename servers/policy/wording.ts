import type { ErrorObject } from 'ajv';
import type { FieldError } from '../../contract/problems.ts';

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an email address',
  date: 'a date (YYYY-MM-DD)',
  'date-time': 'a date and time (RFC 3339)',
  uuid: 'a UUID',
  uri: 'a URI',
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
      return {
        pointer: at(),
        detail: `must be ${NOUNS[String(params.type)] ?? `of type ${String(params.type)}`}`,
      };
    case 'enum':
      return {
        pointer: at(),
        detail: `must be one of: ${(params.allowedValues as unknown[]).map(String).join(', ')}`,
      };
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
    case 'if':
      return undefined;
    default:
      return { pointer: at(), detail: error.message ?? `fails ${keyword}` };
  }
}

function count(limit: unknown, one: string, many = `${one}s`): string {
  return `${String(limit)} ${limit === 1 ? one : many}`;
}

/** RFC 6901, 3. */
function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

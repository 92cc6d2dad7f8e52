import type { ErrorObject, ValidateFunction } from 'ajv';
import { type FieldError, type Problem, problem } from '../../contract/problems.ts';
import type { Exchange } from './exchange.ts';
import type { InputReading } from './parameters.ts';
import { requireOperation } from './refusals.ts';
import { createSchemaCompiler } from './schema-compiler.ts';
import { bodySchemaName, inputSchemaName, type ValidatedContract } from './validated-contract.ts';
import { wordError } from './wording.ts';

/** Says why a request does not match the contract. `body` as far as it was read. */
export type Explain = (exchange: Exchange, body: unknown) => Problem;

/**
 * Says why a request that a framework refused does not match the contract: every reason, sorted, in our own words. The
 * frameworks decide; they word their refusals differently, and one of them stops at the first.
 * @param read reads an exchange's parameters anew: the validators have turned some of the first reading into their types
 */
export function createExplainer(validators: Validators, read: (exchange: Exchange) => InputReading): Explain {
  return (exchange, body) => {
    const operation = requireOperation(exchange.match, exchange.path);
    const { input, errors: unread } = read(exchange);
    const checkInput = validators.get(inputSchemaName(operation));
    const { mediaType } = exchange;
    const checkBody = mediaType === undefined ? undefined : validators.get(bodySchemaName(operation, mediaType));
    const unreadPlaces = new Set(unread.flatMap(({ pointer }) => placesOf(pointer)));
    return toProblem([
      ...unread,
      // A parameter that could not be read is not also missing.
      ...errorsOf(checkInput, input, '').filter(({ pointer }) => !unreadPlaces.has(pointer)),
      ...errorsOf(checkBody, body, '/body'),
    ]);
  };
}

/** The compiled schemas of a contract, by their names. */
export type Validators = ReadonlyMap<string, ValidateFunction>;

/** @throws {Error} where a schema cannot be used, naming all such */
export function compileValidators({ schemas }: ValidatedContract): Validators {
  const compileBody = createSchemaCompiler();
  const compileInput = createSchemaCompiler({ coerceTypes: true });
  const validators = new Map<string, ValidateFunction>();
  const faults: string[] = [];
  for (const [name, schema] of schemas) {
    const isInput = name.endsWith(' input');
    try {
      validators.set(name, (isInput ? compileInput : compileBody)(schema));
    } catch (cause) {
      faults.push(`the schema of ${name} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
  if (faults.length > 0) throw new Error(faults.join('; '));
  return validators;
}

/** What a pointer points to, and all that it is within. */
function placesOf(pointer: string): string[] {
  const parts = pointer.split('/');
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}

function errorsOf(validate: ValidateFunction | undefined, value: unknown, base: string): FieldError[] {
  if (validate === undefined || validate(value)) return [];
  return (validate.errors ?? []).flatMap((error: ErrorObject) => wordError(error, base) ?? []);
}

function toProblem(found: readonly FieldError[]): Problem {
  const errors = [...new Map(found.map((error) => [`${error.pointer} ${error.detail}`, error])).values()].sort(
    (a, b) => (a.pointer === b.pointer ? compare(a.detail, b.detail) : compare(a.pointer, b.pointer)),
  );
  const [first] = errors;
  if (first === undefined) return problem('validation_failed', 'The request does not match the contract.');
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return problem('validation_failed', `${first.pointer} ${first.detail}${others}`, { errors });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import type { ErrorObject, ValidateFunction } from 'ajv';
import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import { type FieldError, ProblemError, problem } from '../../contract/problems.ts';
import type { Exchange } from './exchange.ts';
import { unknownQueryKeys } from './query.ts';
import { requireOperation } from './refusals.ts';
import { createSchemaCompiler } from './schema-compiler.ts';
import { wordError } from './wording.ts';

/** Says why a request does not match the contract. `body` as far as it was read. */
export type Explain = (exchange: Exchange, body: unknown) => ProblemError;

/**
 * Says why a request that a framework refused does not match the contract: every reason, sorted, in our own words. The
 * frameworks decide; they word their refusals differently, and one of them stops at the first.
 */
export function createExplainer(document: OpenApiDocument): Explain {
  const compile = createSchemaCompiler();
  const validators = new Map<string, ValidateFunction | undefined>();

  function bodyValidator(operation: Operation, mediaType: string): ValidateFunction | undefined {
    const key = `${operation.id} ${mediaType}`;
    if (!validators.has(key)) {
      const schema = bodySchema(document, operation, mediaType);
      validators.set(key, schema === undefined ? undefined : compile({ ...schema, components: document.components }));
    }
    return validators.get(key);
  }

  return ({ match, path, target, mediaType }, body) => {
    const operation = requireOperation(match, path);
    const errors = unknownQueryKeys(operation, target);
    const validate = mediaType === undefined ? undefined : bodyValidator(operation, mediaType);
    if (validate !== undefined && !validate(body)) errors.push(...toFieldErrors(validate.errors ?? []));
    return toProblem(errors);
  };
}

/** @throws {ProblemError} 400 where the query has a key that the operation does not document */
export function refuseUnknownQuery(exchange: Exchange, body: unknown, explain: Explain): void {
  const operation = requireOperation(exchange.match, exchange.path);
  if (unknownQueryKeys(operation, exchange.target).length > 0) throw explain(exchange, body);
}

function toFieldErrors(errors: readonly ErrorObject[]): FieldError[] {
  return errors.flatMap((error) => wordError(error, '/body') ?? []);
}

function toProblem(found: readonly FieldError[]): ProblemError {
  const errors = [...new Map(found.map((error) => [`${error.pointer} ${error.detail}`, error])).values()].sort(
    (a, b) => (a.pointer === b.pointer ? compare(a.detail, b.detail) : compare(a.pointer, b.pointer)),
  );
  const [first] = errors;
  if (first === undefined)
    return new ProblemError(problem('validation_failed', 'The request does not match the contract.'));
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new ProblemError(problem('validation_failed', `${first.pointer} ${first.detail}${others}`, { errors }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bodySchema(document: OpenApiDocument, operation: Operation, mediaType: string): object | undefined {
  // `deriveOperations` has read this very path, so the parts are there.
  const item = document.paths[operation.path]?.[operation.method.toLowerCase()] as {
    readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: object }>> };
  };
  return item.requestBody?.content?.[mediaType]?.schema;
}

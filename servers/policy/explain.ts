import type { ErrorObject, ValidateFunction } from 'ajv';
import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import { type FieldError, ProblemError, problem } from '../../contract/problems.ts';
import { createSchemaCompiler } from './schema-compiler.ts';
import { wordError } from './wording.ts';

/** The parts of a request that the contract's schemas speak of. */
export interface RequestParts {
  readonly body: unknown;
  readonly query: unknown;
  readonly mediaType: string | undefined;
}

/**
 * Says why a request that a framework refused does not match the contract: every reason, sorted, in our own words. The
 * frameworks decide; they word their refusals differently, and one of them stops at the first.
 */
export function createExplainer(
  document: OpenApiDocument,
): (operation: Operation, parts: RequestParts) => ProblemError {
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

  return (operation, { body, query, mediaType }) => {
    const errors = unknownQueryKeys(operation, query);
    const validate = mediaType === undefined ? undefined : bodyValidator(operation, mediaType);
    if (validate !== undefined && !validate(body)) errors.push(...toFieldErrors(validate.errors ?? []));
    return toProblem(errors);
  };
}

function toFieldErrors(errors: readonly ErrorObject[]): FieldError[] {
  return errors.flatMap((error) => wordError(error, '/body') ?? []);
}

function unknownQueryKeys(operation: Operation, query: unknown): FieldError[] {
  if (typeof query !== 'object' || query === null) return [];
  return Object.keys(query)
    .filter((key) => !operation.queryParameters.includes(key))
    .map((key) => ({ pointer: `/query/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail: 'is not allowed' }));
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

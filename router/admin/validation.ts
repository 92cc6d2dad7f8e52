import type { ErrorObject, ValidateFunction } from 'ajv';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { FieldError, ProblemError } from '../../contract/problems.ts';
import { invalid } from './refusals.ts';

/** The dialect of OpenAPI 3.0 is that of JSON Schema draft 4 with `nullable`. Bodies are taken as they are, parameters arrive as texts. */
export function createCompiler(): (schema: object, httpPart: string | undefined) => ValidateFunction {
  const [body, parameters] = [false, true].map((coerceTypes) => {
    const ajv = new AjvDraft04.default({
      allErrors: true,
      coerceTypes,
      useDefaults: true,
      strict: false,
      strictNumbers: true,
      validateSchema: false,
      verbose: true,
    });
    addFormats.default(ajv);
    return ajv;
  });
  return (schema, httpPart) => {
    const ajv = httpPart === 'body' ? body : parameters;
    if (ajv === undefined) throw new Error('two compilers were made');
    return ajv.compile(schema);
  };
}

/** @param context where Fastify found the errors: `body`, `params`, `querystring` */
export function validationProblem(errors: readonly ErrorObject[], context: string | undefined): ProblemError {
  const place = context === 'params' ? 'path' : context === 'querystring' ? 'query' : 'body';
  return invalid(errors.slice(0, MAX_ERRORS).map((error) => toFieldError(error, place)));
}

const MAX_ERRORS = 20;

/** Names what is allowed, in the words of the contract. */
function toFieldError(
  { instancePath, keyword, params, message, parentSchema }: ErrorObject,
  place: string,
): FieldError {
  const at = `/${place}${instancePath}`;
  const known: Readonly<Record<string, Described | undefined>> = parentSchema?.properties ?? {};
  if (keyword === 'required') {
    const { missingProperty } = params;
    return { pointer: `${at}/${missingProperty}`, detail: `is missing${explained(known[missingProperty])}` };
  }
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty).replaceAll('~', '~0').replaceAll('/', '~1');
    return { pointer: `${at}/${name}`, detail: `is not known (there are: ${Object.keys(known).join(', ')})` };
  }
  return { pointer: at, detail: `${message ?? 'is wrong'}${explained(parentSchema as Described | undefined)}` };
}

interface Described {
  readonly description?: string;
}

function explained(schema: Described | undefined): string {
  return schema?.description === undefined ? '' : ` (${schema.description})`;
}

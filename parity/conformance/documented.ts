import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Contract } from '../../contract/document.ts';
import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import { resolve } from '../../contract/references.ts';
import { toDraft07 } from './draft-07.ts';
import type { Json, JsonObject } from './json-object.ts';
import { operationObject, type Response } from './operation-object.ts';

/** One documented response, ready to check answers against. */
export interface DocumentedResponse {
  /** As the contract writes them; empty where no body is documented. */
  readonly mediaTypes: readonly string[];
  readonly headers: readonly DocumentedHeader[];
  /** `undefined` where the media type has no schema. */
  readonly validatorOf: (mediaType: string) => ValidateFunction | undefined;
}

export interface DocumentedHeader {
  readonly name: string;
  readonly required: boolean;
  /** Its schema is one of a list: the value is split at commas (OAS 3.0.3, style `simple`). */
  readonly isList: boolean;
  readonly validate: ValidateFunction | undefined;
}

/**
 * Finds what the contract says of an operation's status: the status itself, its range (`4XX`), or `default`, in this order (OAS
 * 3.0.3, "Responses Object"). Each response of the contract is compiled once, when it is first met, and kept: there are no more of
 * them than the contract has.
 */
export function createResponses({
  document,
  operations,
}: Contract): (operation: Operation, status: number) => DocumentedResponse | undefined {
  const objects = new Map(operations.map((operation) => [operation.id, operationObject(document, operation)]));
  const compiled = new Map<Response, DocumentedResponse>();
  const compile = createCompiler(document);
  return ({ id }, status) => {
    const responses = objects.get(id)?.responses ?? {};
    const range = `${Math.trunc(status / 100)}XX`;
    const response = resolve(
      document,
      responses[status] ?? responses[range] ?? responses[range.toLowerCase()] ?? responses.default,
    );
    if (response === undefined) return undefined;
    const known = compiled.get(response) ?? compile(response);
    compiled.set(response, known);
    return known;
  };
}

function createCompiler(document: OpenApiDocument): (response: Response) => DocumentedResponse {
  // The document came from JSON or YAML.
  const root = document as unknown as JsonObject;
  const bodies = withFormats(new Ajv({ allErrors: true, strict: false }));
  /** Header fields are texts: `Retry-After: 42` is a number as far as its schema goes. */
  const fields = withFormats(new Ajv({ allErrors: true, strict: false, coerceTypes: true }));
  return ({ content = {}, headers = {} }) => {
    const validators = new Map<string, ValidateFunction | undefined>();
    return {
      mediaTypes: Object.keys(content),
      headers: Object.entries(headers).flatMap(([name, entry]) => {
        // Its media type is the content's to say (OAS 3.0.3, "Response Object").
        if (name.toLowerCase() === 'content-type') return [];
        const { required = false, schema } = resolve(document, entry) ?? {};
        const converted = schema === undefined ? undefined : toDraft07(root, schema as Json);
        const isList = resolve(document, schema)?.type === 'array';
        const validate = converted === undefined ? undefined : fields.compile(converted);
        return [{ name, required, isList, validate }];
      }),
      validatorOf(mediaType) {
        if (!validators.has(mediaType)) {
          const schema = content[mediaType]?.schema;
          validators.set(mediaType, schema === undefined ? undefined : bodies.compile(toDraft07(root, schema as Json)));
        }
        return validators.get(mediaType);
      },
    };
  };
}

function withFormats(ajv: Ajv): Ajv {
  // ajv-formats is CommonJS; its default export is itself a module here.
  addFormats.default(ajv);
  return ajv;
}

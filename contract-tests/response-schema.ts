import type { OpenApiDocument } from '../contract/operations.ts';
import { toDraft07 } from '../parity/conformance/draft-07.ts';
import { follow, isObject, type JsonObject, member, objectOr } from '../parity/conformance/json-object.ts';

/** What the contract says of one response. */
export interface DocumentedResponse {
  /** JSON Schema draft-07 of the body; `undefined` where none is documented. */
  readonly body: JsonObject | undefined;
  readonly headers: readonly DocumentedHeader[];
}

export interface DocumentedHeader {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonObject | undefined;
}

/**
 * The schemas of one response.
 * @throws {Error} when the contract has no such response, or a reference points to nothing
 */
export function responseSchemas(
  document: OpenApiDocument,
  at: { readonly path: string; readonly method: string; readonly status: string; readonly mediaType: string },
): DocumentedResponse {
  // The document came from JSON or YAML.
  const root = document as unknown as JsonObject;
  const response = follow(root, member(root, 'paths', at.path, at.method.toLowerCase(), 'responses', at.status));
  if (!isObject(response)) throw new Error(`the contract has no ${at.status} of ${at.method} ${at.path}`);
  const schema = member(response, 'content', at.mediaType, 'schema');
  return {
    body: schema === undefined ? undefined : toDraft07(root, schema),
    headers: Object.entries(objectOr(response.headers)).map(([name, value]) => {
      const header = objectOr(follow(root, value));
      return {
        name,
        required: header.required === true,
        schema: header.schema === undefined ? undefined : toDraft07(root, header.schema),
      };
    }),
  };
}

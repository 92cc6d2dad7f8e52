import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import { resolve } from '../../contract/references.ts';

interface Referable {
  readonly $ref?: string;
}

/** What the contract says of an operation beyond the operation table (OAS 3.0.3, "Operation Object"). */
export interface OperationObject {
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly (Parameter & Referable)[];
  readonly requestBody?: Referable & { readonly content?: Readonly<Record<string, MediaType>> };
  readonly responses?: Readonly<Record<string, Response & Referable>>;
}

/** A schema as it stands in the document, as far as it is looked into here. */
export interface Schema extends Referable {
  readonly type?: string;
  readonly example?: unknown;
}

/** What has a schema and may have examples. */
export interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, Referable & { readonly value?: unknown }>>;
}

export interface Parameter extends MediaType {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface Response {
  readonly headers?: Readonly<Record<string, Referable & { readonly required?: boolean; readonly schema?: Schema }>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

/** The operation as it stands in the document, its own references not followed. */
export function operationObject(document: OpenApiDocument, { path, method }: Operation): OperationObject {
  // `deriveOperations` has read these very places.
  return (resolve(document, document.paths[path])?.[method.toLowerCase()] ?? {}) as OperationObject;
}

/** Parameters of the operation and of its path; the operation's own win (OAS 3.0.3, "Path Item Object"). */
export function parametersOf(document: OpenApiDocument, operation: Operation): Parameter[] {
  const shared = (resolve(document, document.paths[operation.path])?.parameters ?? []) as readonly Parameter[];
  const byPlace = new Map<string, Parameter>();
  for (const entry of [...shared, ...(operationObject(document, operation).parameters ?? [])]) {
    const parameter = resolve<Parameter & Referable>(document, entry);
    if (parameter !== undefined) byPlace.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  return [...byPlace.values()];
}

/** The first documented example of a parameter or body. */
export function exampleOf(document: OpenApiDocument, holder: MediaType): { readonly value: unknown } | undefined {
  if (holder.example !== undefined) return { value: holder.example };
  const [first] = Object.values(holder.examples ?? {});
  const { value } = resolve(document, first) ?? {};
  if (value !== undefined) return { value };
  const schema = resolve(document, holder.schema);
  return schema?.example === undefined ? undefined : { value: schema.example };
}

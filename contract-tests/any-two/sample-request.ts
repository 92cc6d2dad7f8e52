import type { Contract } from '../../contract/document.ts';
import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import { resolve } from '../../contract/references.ts';
import { type SampleSchema, sampleValue } from './sample-value.ts';

/** A request to an operation as the contract documents it, in parts, so that a case can change one. */
export interface SampleRequest {
  readonly operation: Operation;
  /** Path with its parameters filled in. */
  readonly path: string;
  /** Required query parameters, encoded: `a=1&b=2`, or empty. */
  readonly query: string;
  /** Required header parameters and cookies; no credentials. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: SampleBody | undefined;
  readonly parameters: readonly SampleParameter[];
  /** Header names, in lower case, that carry this operation's credentials. */
  readonly credentialHeaders: ReadonlySet<string>;
}

export interface SampleBody {
  readonly mediaType: string;
  readonly text: string;
  /** Parsed, where the media type is JSON's. */
  readonly value: unknown;
}

export interface SampleParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly value: string;
}

interface ParameterObject {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly examples?: Examples;
  readonly schema?: SampleSchema;
}

interface MediaTypeObject {
  readonly example?: unknown;
  readonly examples?: Examples;
  readonly schema?: SampleSchema;
}

type Examples = Readonly<Record<string, { readonly $ref?: string; readonly value?: unknown }>>;

interface OperationObject {
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: { readonly $ref?: string; readonly content?: Readonly<Record<string, MediaTypeObject>> };
}

export function sampleRequest({ document }: Contract, operation: Operation): SampleRequest {
  const item = resolve(document, document.paths[operation.path]);
  // `deriveOperations` has read these very places.
  const object = (item?.[operation.method.toLowerCase()] ?? {}) as OperationObject;
  const parameters = sampleParameters(document, [...(item?.parameters ?? []), ...(object.parameters ?? [])]);
  const of = (place: SampleParameter['in']) => parameters.filter((one) => one.in === place && one.required);
  const cookie = of('cookie').map(({ name, value }) => `${name}=${value}`);
  return {
    operation,
    path: parameters
      .filter((one) => one.in === 'path')
      .reduce((path, { name, value }) => path.replaceAll(`{${name}}`, encodeURIComponent(value)), operation.path)
      .replace(/\{[^}/]*\}/g, 'a'),
    query: of('query')
      .map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&'),
    headers: [
      ...of('header').map(({ name, value }) => [name, value] as const),
      ...(cookie.length === 0 ? [] : [['Cookie', cookie.join('; ')] as const]),
    ],
    body: sampleBody(document, object),
    parameters,
    credentialHeaders: credentialHeaders(document, operation),
  };
}

function sampleParameters(document: OpenApiDocument, objects: readonly ParameterObject[]): SampleParameter[] {
  const byKey = new Map<string, SampleParameter>();
  for (const object of objects) {
    const { name, in: place, required = false, example, examples, schema } = resolve(document, object) ?? {};
    if (name === undefined || (place !== 'path' && place !== 'query' && place !== 'header' && place !== 'cookie'))
      continue;
    const value = example ?? exampleOf(document, examples) ?? sampleValue(document, schema);
    // The operation's own parameter replaces its path's of the same name and place (OAS 3.0.3, "Operation Object").
    byKey.set(`${place} ${name}`, { name, in: place, required, value: asText(value) });
  }
  return [...byKey.values()];
}

function sampleBody(document: OpenApiDocument, { requestBody }: OperationObject): SampleBody | undefined {
  const [entry] = Object.entries(resolve(document, requestBody)?.content ?? {});
  if (entry === undefined) return undefined;
  const [mediaType, { example, examples, schema }] = entry;
  const value = example ?? exampleOf(document, examples) ?? sampleValue(document, schema);
  const isJson = /[/+]json\b/i.test(mediaType);
  if (isJson) return { mediaType, value, text: JSON.stringify(value) };
  const isForm =
    /^application\/x-www-form-urlencoded\b/i.test(mediaType) && typeof value === 'object' && value !== null;
  const form = () => Object.entries(value ?? {}).map(([name, member]): [string, string] => [name, asText(member)]);
  return { mediaType, value: undefined, text: isForm ? new URLSearchParams(form()).toString() : asText(value) };
}

function exampleOf(document: OpenApiDocument, examples: Examples | undefined): unknown {
  const [first] = Object.values(examples ?? {});
  return resolve(document, first)?.value;
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

interface SecurityScheme {
  readonly $ref?: string;
  readonly type?: string;
  readonly in?: string;
  readonly name?: string;
}

function credentialHeaders(document: OpenApiDocument, { security }: Operation): ReadonlySet<string> {
  const schemes = document.components?.securitySchemes as Readonly<Record<string, SecurityScheme>> | undefined;
  return new Set(
    security.map((name) => {
      const scheme = resolve(document, schemes?.[name]);
      if (scheme?.type !== 'apiKey') return 'authorization';
      return scheme.in === 'cookie' ? 'cookie' : (scheme.name ?? 'authorization').toLowerCase();
    }),
  );
}

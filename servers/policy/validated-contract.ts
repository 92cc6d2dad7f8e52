import type { Contract } from '../../contract/document.ts';
import { bareMediaType, type OpenApiDocument, type Operation } from '../../contract/operations.ts';
import type { Parameter } from '../../contract/parameters.ts';
import { resolve } from '../../contract/references.ts';
import { type SchemaObject, toValidatedProperty, toValidatedSchema } from './validated-schema.ts';

/** The contract as the frameworks' libraries are given it: routes, security and schemas, in the one form that both take alike. */
export interface ValidatedContract {
  /** Parameters arrive decoded, as the one query parameter `INPUT`; see `parameters.ts`. */
  readonly document: OpenApiDocument;
  /** The same, with the names of schemas (`SCHEMA_NAME`) in the place of schemas, for a library that would rewrite them. */
  readonly routes: OpenApiDocument;
  /** Each with the components that it refers to, by name. */
  readonly schemas: ReadonlyMap<string, object>;
  /** Names of the security schemes; all are of the kind http bearer. */
  readonly securitySchemes: readonly string[];
}

/** The one query parameter that stands for all of an operation's; no contract has one of this name. */
export const INPUT = 'lockstep-input';

/** Member that names a schema. */
export const SCHEMA_NAME = 'x-lockstep-schema';

/** The name of the schema of an operation's decoded parameters. */
export function inputSchemaName({ id }: Operation): string {
  return `${id} input`;
}

/** The name of the schema of an operation's body in a media type. */
export function bodySchemaName({ id }: Operation, mediaType: string): string {
  return `${id} body ${mediaType}`;
}

/** What the document says of an operation's path, method, body and security. */
interface Described {
  readonly requestBody?: {
    readonly $ref?: string;
    readonly required?: boolean;
    readonly content?: Readonly<Record<string, { readonly schema?: SchemaObject }>>;
  };
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

/** The members that stand for the parameters of each place, as handlers and error pointers name them. */
export const PLACES = { path: 'path', query: 'query', header: 'headers', cookie: 'cookies' } as const;

export function toValidatedContract({ document, operations }: Contract): ValidatedContract {
  const components = validatedComponents(document);
  const schemas = new Map<string, object>();
  const paths: Record<string, Record<string, object>> = {};
  const routes: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const described = describedBy(document, operation);
    const parts = new Map(bodySchemas(document, operation, described));
    if (operation.parameters.length > 0) parts.set(inputSchemaName(operation), inputSchema(document, operation));
    for (const [name, schema] of parts) schemas.set(name, { ...schema, components });
    const item = (form: Form) => ({
      operationId: operation.id,
      security: requirements(described.security ?? document.security ?? []),
      ...describeRequest(operation, parts, form),
      responses: { default: { description: 'not validated' } },
    });
    const path = numberParameters(operation.path);
    const method = operation.method.toLowerCase();
    paths[path] = { ...paths[path], [method]: item(IN_FULL) };
    routes[path] = { ...routes[path], [method]: item(BY_NAME) };
  }
  const { openapi } = document;
  const info = { title: document.info.title, version: document.info.version };
  const securitySchemes = document.components?.securitySchemes ?? {};
  return {
    document: { openapi, info, paths, components: { ...components, securitySchemes } },
    routes: { openapi, info, paths: routes, components: { securitySchemes } },
    schemas,
    securitySchemes: Object.keys(securitySchemes),
  };
}

/** How a request's schemas are written into a document. */
interface Form {
  readonly body: (name: string, schema: SchemaObject) => object;
  /** Of the one parameter, in a form that keeps the library from reading the value once more. */
  readonly input: (name: string, schema: SchemaObject) => object;
}

const IN_FULL: Form = {
  body: (_name, schema) => schema,
  input: (_name, schema) => ({ content: { 'application/octet-stream': { schema } } }),
};

const BY_NAME: Form = {
  body: (name) => ({ [SCHEMA_NAME]: name }),
  input: (name) => ({ explode: false, schema: { [SCHEMA_NAME]: name } }),
};

/** Path parameters by number: their names may have characters that a router takes for syntax, and nobody reads them there. */
function numberParameters(path: string): string {
  let count = 0;
  return path.replace(/\{[^}]*\}/g, () => `{p${count++}}`);
}

/** The schemas that others refer to. */
export function validatedComponents(document: OpenApiDocument): { readonly schemas: Record<string, SchemaObject> } {
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, SchemaObject>>;
  return {
    schemas: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, toValidatedSchema(document, schema)]),
    ),
  };
}

function describedBy(document: OpenApiDocument, { path, method }: Operation): Described {
  const item = resolve(document, document.paths[path]);
  // `deriveOperations` has read this very place.
  return (item?.[method.toLowerCase()] ?? {}) as Described;
}

function bodySchemas(
  document: OpenApiDocument,
  operation: Operation,
  { requestBody }: Described,
): [string, SchemaObject][] {
  const content = resolve(document, requestBody)?.content ?? {};
  return Object.entries(content).map(([mediaType, { schema = {} }]) => {
    const bare = bareMediaType(mediaType);
    // What is not JSON reaches the handler as bytes.
    return [bodySchemaName(operation, bare), /\bjson$/.test(bare) ? toValidatedSchema(document, schema) : {}];
  });
}

/** All parameters of an operation as one object: `{ path, query, headers, cookies }`, each by the contract's names. */
function inputSchema(document: OpenApiDocument, { parameters }: Operation): SchemaObject {
  const properties: Record<string, SchemaObject> = {};
  for (const [place, member] of Object.entries(PLACES)) {
    const here = parameters.filter((parameter) => parameter.in === place);
    const required = here.filter((parameter) => parameter.required).map(({ name }) => name);
    properties[member] = {
      type: 'object',
      properties: Object.fromEntries(here.map((parameter) => [parameter.name, parameterSchema(document, parameter)])),
      ...(required.length === 0 ? {} : { required }),
    };
  }
  return { type: 'object', properties };
}

/** Whether a parameter is JSON, not a text of some style. */
export function isJsonDocument({ mediaType = '' }: Parameter): boolean {
  return /\bjson$/.test(bareMediaType(mediaType));
}

function parameterSchema(document: OpenApiDocument, parameter: Parameter): SchemaObject {
  // The contract's linter has seen that it is a schema.
  const validated = toValidatedProperty(document, parameter.schema as SchemaObject);
  if (!isJsonDocument(parameter)) return validated;
  // Checked where it is read, by types that texts do not have.
  return validated.default === undefined ? {} : { default: validated.default };
}

function describeRequest(operation: Operation, parts: ReadonlyMap<string, SchemaObject>, form: Form): object {
  const inputName = inputSchemaName(operation);
  const input = parts.get(inputName);
  const content = operation.mediaTypes.map((mediaType) => {
    const name = bodySchemaName(operation, mediaType);
    return [mediaType, { schema: form.body(name, parts.get(name) ?? {}) }];
  });
  return {
    ...(input === undefined
      ? {}
      : { parameters: [{ name: INPUT, in: 'query', required: true, ...form.input(inputName, input) }] }),
    ...(content.length === 0
      ? {}
      : { requestBody: { required: operation.bodyRequired, content: Object.fromEntries(content) } }),
  };
}

/** With the empty requirement last: one library tries them in order and stops at the first that holds. */
function requirements(security: NonNullable<Described['security']>): NonNullable<Described['security']> {
  return [...security].sort((a, b) => Number(Object.keys(a).length === 0) - Number(Object.keys(b).length === 0));
}

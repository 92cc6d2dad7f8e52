/** The operation table: what a server, a router or a test needs to know of each operation, read off the contract. */
import { deriveParameters, type Parameter, type ParameterObject } from './parameters.ts';
import { resolve } from './references.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'TRACE';

/** A budget of `limit` requests in `windowSeconds`, counted from a caller's first request (extension `x-rate-limit`). */
export interface RateLimit {
  readonly by: 'address' | 'user';
  readonly limit: number;
  readonly windowSeconds: number;
}

export interface Operation {
  readonly id: string;
  readonly method: Method;
  /** Path template as the contract writes it, for example `/users/{id}`. */
  readonly path: string;
  /** Names of the security schemes of which one must be satisfied; empty for a public operation. */
  readonly security: readonly string[];
  readonly limits: readonly RateLimit[];
  /** Media types of the request body, without parameters; empty where the operation reads none. */
  readonly mediaTypes: readonly string[];
  readonly bodyRequired: boolean;
  /** Of its path and its own, which override those. */
  readonly parameters: readonly Parameter[];
  readonly maxBodyBytes: number;
  /** Running it twice has the effect of running it once (RFC 9110, 9.2.2, or `x-idempotent`). */
  readonly idempotent: boolean;
  /** It changes nothing (RFC 9110, 9.2.1, or `x-safe`). */
  readonly safe: boolean;
  /** Media types per documented status. */
  readonly responses: Readonly<Record<string, readonly string[]>>;
  /** The operation's further `x-` members, as they stand. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

const METHODS: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
const SAFE: ReadonlySet<Method> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const IDEMPOTENT: ReadonlySet<Method> = new Set([...SAFE, 'PUT', 'DELETE'] as const);
const OWN_EXTENSIONS = new Set(['x-rate-limit', 'x-max-body-bytes', 'x-idempotent', 'x-safe']);

/** Largest request body in bytes where the contract names none. */
export const DEFAULT_MAX_BODY_BYTES = 5 * 1024 * 1024;

/** The parts of an OpenAPI 3.0 document that the table is read from. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, PathItemObject>>;
  readonly security?: readonly SecurityRequirement[];
  readonly servers?: unknown;
  readonly components?: Readonly<Record<string, unknown>> & {
    readonly securitySchemes?: Readonly<Record<string, object>>;
  };
  readonly [extension: `x-${string}`]: unknown;
}

type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

interface PathItemObject {
  readonly $ref?: string;
  readonly parameters?: readonly ParameterObject[];
  readonly [member: string]: unknown;
}

interface OperationObject {
  readonly operationId?: string;
  readonly parameters?: readonly ParameterObject[];
  readonly security?: readonly SecurityRequirement[];
  readonly requestBody?: { readonly $ref?: string; readonly required?: boolean; readonly content?: object };
  readonly responses?: Readonly<Record<string, { readonly $ref?: string; readonly content?: object }>>;
  readonly [extension: `x-${string}`]: unknown;
}

/**
 * Every operation of a contract, in the document's order.
 * @throws {Error} naming the operation, when an extension does not have its documented form or an id is missing or repeated.
 */
export function deriveOperations(document: OpenApiDocument): Operation[] {
  const operations: Operation[] = [];
  const seen = new Set<string>();
  for (const [path, entry] of Object.entries(document.paths)) {
    if (path.startsWith('x-')) continue;
    if (!path.startsWith('/')) throw new Error(`the path "${path}" does not start with a slash`);
    const item: PathItemObject = resolve(document, entry) ?? {};
    for (const method of METHODS) {
      const object = item[method.toLowerCase()] as OperationObject | null | undefined;
      if (object === undefined) continue;
      const operation = deriveOperation(document, path, method, object ?? {}, item.parameters ?? []);
      if (seen.has(operation.id)) throw new Error(`operationId "${operation.id}" is used twice`);
      seen.add(operation.id);
      operations.push(operation);
    }
  }
  return operations;
}

function deriveOperation(
  document: OpenApiDocument,
  path: string,
  method: Method,
  object: OperationObject,
  shared: readonly ParameterObject[],
): Operation {
  const id = object.operationId;
  if (typeof id !== 'string' || id === '') throw new Error(`${method} ${path} has no operationId`);
  const body = resolve(document, object.requestBody);
  return {
    id,
    method,
    path,
    security: (object.security ?? document.security ?? []).flatMap((requirement) => Object.keys(requirement)),
    limits: readLimits(id, object['x-rate-limit']),
    mediaTypes: [...new Set(Object.keys(body?.content ?? {}).map(bareMediaType))],
    bodyRequired: body?.required ?? false,
    parameters: deriveParameters(document, id, shared, object.parameters ?? []),
    maxBodyBytes: readMaxBodyBytes(id, object['x-max-body-bytes'] ?? document['x-max-body-bytes']),
    idempotent: IDEMPOTENT.has(method) || object['x-idempotent'] === true,
    safe: SAFE.has(method) || object['x-safe'] === true,
    responses: Object.fromEntries(
      Object.entries(object.responses ?? {}).map(([status, response]) => [
        status,
        Object.keys(resolve(document, response)?.content ?? {}),
      ]),
    ),
    extensions: Object.fromEntries(
      Object.entries(object).filter(([name]) => name.startsWith('x-') && !OWN_EXTENSIONS.has(name)),
    ),
  };
}

/** A media type without its parameters, in lower case: `application/json; charset=UTF-8` names no other type (RFC 9110, 8.3.1). */
export function bareMediaType(mediaType: string): string {
  return mediaType.replace(/;.*$/s, '').trim().toLowerCase();
}

function readLimits(id: string, value: unknown): RateLimit[] {
  if (value === undefined) return [];
  const wrong = new Error(
    `${id}: x-rate-limit must be a list of { by: address | user, limit: whole number >= 1, windowSeconds: whole number >= 1 }`,
  );
  if (!Array.isArray(value)) throw wrong;
  return value.map((entry: Partial<RateLimit> | null) => {
    const { by, limit, windowSeconds } = entry ?? {};
    if ((by !== 'address' && by !== 'user') || !isCount(limit) || !isCount(windowSeconds)) throw wrong;
    return { by, limit, windowSeconds };
  });
}

function readMaxBodyBytes(id: string, value: unknown): number {
  if (value === undefined) return DEFAULT_MAX_BODY_BYTES;
  if (!isCount(value)) throw new Error(`${id}: x-max-body-bytes must be a whole number >= 1`);
  return value;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

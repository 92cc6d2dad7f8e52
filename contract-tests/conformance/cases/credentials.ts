import type { OpenApiDocument, Operation } from '../../../contract/operations.ts';
import { resolve } from '../../../contract/references.ts';
import { operationObject } from '../../../parity/conformance/operation-object.ts';
import type { Person } from '../../suites/subjects.ts';
import type { Pair } from '../conformance-case.ts';

/** Who a request says that it comes from. */
export interface AcceptedCredentials {
  readonly headers: readonly Pair[];
  readonly query: readonly Pair[];
  /** Nobody is served without. */
  readonly areRequired: boolean;
}

export interface BrokenCredentials {
  readonly what: string;
  readonly headers: readonly Pair[];
  readonly query: readonly Pair[];
  /** So that not even their form is right. */
  readonly isMalformed: boolean;
}

/** What a person sends with each request, and the token where the operation wants one. */
export function credentialsOf(document: OpenApiDocument, operation: Operation, person: Person): AcceptedCredentials {
  const schemes = schemesOf(document, operation);
  const has = person.headers.some(([name]) => name.toLowerCase() === 'authorization');
  const wantsToken = schemes.some((scheme) => takesToken(scheme));
  const headers =
    person.token !== undefined && wantsToken && !has
      ? [...person.headers, ['Authorization', `Bearer ${person.token}`] as const]
      : person.headers;
  return { headers, query: [], areRequired: schemes.length > 0 && !isOptional(document, operation) };
}

/** Credentials that no server may take, in the places where the operation looks for them. */
export function brokenCredentials(
  document: OpenApiDocument,
  operation: Operation,
  person: Person,
): readonly BrokenCredentials[] {
  const schemes = schemesOf(document, operation);
  const names = new Set(['authorization', 'cookie', ...schemes.map(({ name = '' }) => name.toLowerCase())]);
  const anonymous = person.headers.filter(([name]) => !names.has(name.toLowerCase()));
  const broken = schemes.flatMap((scheme) => breaksOf(scheme));
  return [{ what: 'no credentials', headers: [], query: [], isMalformed: false }, ...broken].map((one) => ({
    ...one,
    headers: [...anonymous, ...one.headers],
  }));
}

/** Names in lower case of the header fields that carry API keys. */
export function keyFields(document: OpenApiDocument): ReadonlySet<string> {
  const schemes = Object.values(document.components?.securitySchemes ?? {}) as readonly SecurityScheme[];
  const fields = schemes
    .map((scheme) => resolve(document, scheme))
    .flatMap((scheme) =>
      scheme?.type === 'apiKey' && scheme.in === 'header' ? [(scheme.name ?? '').toLowerCase()] : [],
    );
  return new Set(fields);
}

/** OAS 3.0.3, "Security Scheme Object". */
interface SecurityScheme {
  readonly $ref?: string;
  readonly type: 'apiKey' | 'http' | 'oauth2' | 'openIdConnect';
  readonly in?: 'header' | 'query' | 'cookie';
  readonly name?: string;
  readonly scheme?: string;
}

function schemesOf(document: OpenApiDocument, { security }: Operation): SecurityScheme[] {
  const schemes = (document.components?.securitySchemes ?? {}) as Readonly<Record<string, SecurityScheme>>;
  return [...new Set(security)].map((name) => {
    const scheme = resolve(document, schemes[name]);
    if (scheme === undefined) throw new Error(`the contract has no security scheme ${name}`);
    return scheme;
  });
}

/** An empty requirement among the alternatives lets anybody in (OAS 3.0.3, "Security Requirement Object"). */
function isOptional(document: OpenApiDocument, operation: Operation): boolean {
  const requirements = operationObject(document, operation).security ?? document.security ?? [];
  return requirements.some((requirement) => Object.keys(requirement).length === 0);
}

function takesToken({ type, scheme = '' }: SecurityScheme): boolean {
  return type === 'oauth2' || type === 'openIdConnect' || (type === 'http' && scheme.toLowerCase() === 'bearer');
}

function breaksOf(scheme: SecurityScheme): BrokenCredentials[] {
  if (scheme.type === 'apiKey') return keyBreaks(scheme);
  const authorize = (what: string, value: string, isMalformed: boolean): BrokenCredentials => {
    return { what, headers: [['Authorization', value]], query: [], isMalformed };
  };
  if (takesToken(scheme)) {
    return [
      authorize('a bearer token that is none', 'Bearer not-a-token', false),
      authorize(
        'a bearer token that has expired, of a key that nobody has',
        `Bearer ${tokenOf('HS256', EXPIRED)}`,
        false,
      ),
      authorize('a bearer token of a key that nobody has', `Bearer ${tokenOf('HS256', LATER)}`, false),
      // RFC 8725, 2.1: the oldest attack on JWTs.
      authorize('an unsigned bearer token', `Bearer ${tokenOf('none', LATER)}`, false),
      authorize('the scheme Bearer alone', 'Bearer', true),
      authorize('two bearer tokens', 'Bearer not-a-token not-a-token', true),
      authorize('the scheme Basic', `Basic ${NOBODY}`, false),
    ];
  }
  const name = scheme.scheme ?? 'Basic';
  return [
    authorize(`the scheme ${name} with credentials of nobody`, `${name} ${NOBODY}`, false),
    authorize(`the scheme ${name} with credentials that are none`, `${name} %%%`, true),
    authorize(`the scheme ${name} alone`, name, true),
    authorize('the scheme Bearer', 'Bearer not-a-token', false),
  ];
}

function keyBreaks({ in: place, name = '' }: SecurityScheme): BrokenCredentials[] {
  return [
    ['an unknown key', 'not-a-key'],
    ['an empty key', ''],
  ].map(([what = '', value = '']) => {
    const header: Pair = place === 'cookie' ? ['Cookie', `${name}=${value}`] : [name, value];
    const isQuery = place === 'query';
    return { what, headers: isQuery ? [] : [header], query: isQuery ? [[name, value]] : [], isMalformed: false };
  });
}

/** `nobody:nothing` */
const NOBODY = 'bm9ib2R5Om5vdGhpbmc=';
/** Seconds since 1970: 2001, and 2100. */
const EXPIRED = 1_000_000_000;
const LATER = 4_102_444_800;

/** A JWT (RFC 7519) whose signature is zeros, or missing as `none` has it. */
function tokenOf(alg: 'HS256' | 'none', exp: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = alg === 'none' ? '' : Buffer.alloc(32).toString('base64url');
  return `${part({ alg, typ: 'JWT' })}.${part({ sub: 'nobody', userId: 'nobody', iat: EXPIRED - 60, exp })}.${signature}`;
}

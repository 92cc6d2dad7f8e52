import fc from 'fast-check';
import type { Contract } from '../../contract/document.ts';
import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import { body, type GeneratedBody } from './bodies.ts';
import type { Schema } from './schema.ts';

/** A request before it is known who sends it: `{token}` and `{case}` are filled in then. */
export interface GeneratedRequest {
  readonly operation: string;
  /** What is special about it, for reports. */
  readonly kind: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
}

/** Requests to a contract's operations: most as documented, some with noise in their head, some with a broken body. */
export function requests({ document, operations }: Contract): fc.Arbitrary<GeneratedRequest> {
  return fc.oneof(...operations.map((operation) => requestTo(document, operation)));
}

function requestTo(document: OpenApiDocument, operation: Operation): fc.Arbitrary<GeneratedRequest> {
  const schema = bodySchema(document, operation);
  const bodies: fc.Arbitrary<GeneratedBody | undefined> =
    schema === undefined ? fc.constant(undefined) : body(document, schema);
  return fc
    .record({
      body: bodies,
      method: usually(
        fc.constant<string>(operation.method),
        fc.constantFrom('HEAD', 'DELETE', 'PATCH', 'OPTIONS', 'POST', 'GET'),
      ),
      query: usually(fc.constant(''), QUERY),
      authorization:
        operation.security.length > 0
          ? usually(fc.constant('Bearer {token}'), AUTHORIZATION)
          : usually(NONE, AUTHORIZATION),
      contentType: usually(fc.constant<string | undefined>('application/json'), CONTENT_TYPE),
      noise: fc.array(NOISE, { maxLength: 3 }),
    })
    .map((parts): GeneratedRequest => {
      const headers: [string, string][] = [];
      if (parts.authorization !== undefined) headers.push(['Authorization', parts.authorization]);
      if (parts.body !== undefined && parts.contentType !== undefined)
        headers.push(['Content-Type', parts.contentType]);
      headers.push(...parts.noise.map(([name, value]): [string, string] => [name, value]));
      return {
        operation: operation.id,
        kind: parts.body?.kind ?? 'no body',
        method: parts.method,
        target: operation.path + parts.query,
        headers,
        body: parts.body?.text,
      };
    });
}

/** Nine times in ten the first. */
function usually<A, B>(first: fc.Arbitrary<A>, other: fc.Arbitrary<B>): fc.Arbitrary<A | B> {
  const choices: fc.MaybeWeightedArbitrary<A | B>[] = [
    { weight: 9, arbitrary: first },
    { weight: 1, arbitrary: other },
  ];
  return fc.oneof(...choices);
}

const NONE = fc.constant<string | undefined>(undefined);
const QUERY = fc.oneof(
  fc.constantFrom(
    '?',
    '?a',
    '?a=',
    '?a=1&a=2',
    '?a[b]=c',
    '?a[]=1',
    '?%ff',
    '?%',
    '?=',
    '?&',
    '?#',
    '?__proto__=1',
    '?a;b',
  ),
  fc.webQueryParameters().map((query) => `?${query}`),
);
const AUTHORIZATION = fc.constantFrom<string | undefined>(
  undefined,
  'Bearer',
  'Bearer ',
  'bearer {token}',
  'BEARER  {token}',
  'Bearer {token} ',
  'Bearer {token}x',
  'Bearer x.y.z',
  'Basic YTpi',
  'Bearer {token}, Bearer {token}',
);
const CONTENT_TYPE = fc.constantFrom<string | undefined>(
  undefined,
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'APPLICATION/JSON',
  'application/json; charset=latin1',
  'application/json; x=1',
  'application/json;',
  'application/problem+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/json',
  '*/*',
  'json',
  '',
);
const NOISE = fc.oneof(
  fc.constantFrom<readonly [string, string]>(
    ['Accept', 'text/html'],
    ['Accept-Encoding', 'gzip;q=0.5, br;q=0.2'],
    ['Accept-Encoding', '*;q=0'],
    ['Origin', 'http://localhost:5173'],
    ['Origin', 'null'],
    ['Cookie', 'a=b; __proto__=c'],
    ['If-None-Match', '*'],
    ['If-Modified-Since', 'yesterday'],
    ['Range', 'bytes=0-1'],
    ['X-Request-Id', 'a-b_c.1'],
    ['X-Request-Id', 'no id'],
    ['X-Forwarded-For', '203.0.113.9, 198.51.100.2'],
    ['X-Forwarded-For', 'unknown'],
    ['X-Http-Method-Override', 'DELETE'],
    ['Content-Encoding', 'identity'],
    ['Content-Language', 'tlh'],
    ['Expect', 'tea'],
  ),
  fc
    .tuple(fc.stringMatching(/^X-[A-Za-z]{1,12}$/), fc.stringMatching(/^[ -~]{0,40}$/))
    .map(([name, value]) => [name, value] as const),
);

function bodySchema(document: OpenApiDocument, { path, method, mediaTypes }: Operation): Schema | undefined {
  const [mediaType] = mediaTypes;
  // `deriveOperations` has read these very places.
  const operation = document.paths[path]?.[method.toLowerCase()] as
    | { readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> } }
    | undefined;
  return mediaType === undefined ? undefined : operation?.requestBody?.content?.[mediaType]?.schema;
}

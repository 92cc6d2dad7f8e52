import fc from 'fast-check';
import type { GeneratedRequest } from './requests.ts';

/** Makes a good request a noisy one. Whether the contract takes it is not known. */
export type Noise = readonly [
  kind: string,
  requests: (good: fc.Arbitrary<GeneratedRequest>) => fc.Arbitrary<GeneratedRequest>,
];

/** All that can be unusual about a request's head. */
export const NOISES: readonly Noise[] = [
  ['method', (good) => alter(good, METHOD, (request, method) => ({ ...request, method }))],
  [
    'query',
    (good) => alter(good, QUERY, (request, query) => ({ ...request, target: addQuery(request.target, query) })),
  ],
  ['credentials', (good) => alter(good, AUTHORIZATION, (request, value) => withField(request, 'Authorization', value))],
  ['media type', (good) => alter(good, CONTENT_TYPE, (request, value) => withField(request, 'Content-Type', value))],
  ['headers', (good) => alter(good, fc.array(HEADER, { minLength: 1, maxLength: 3 }), addHeaders)],
  [
    'target',
    (good) =>
      alter(good, fc.constantFrom('/', '//', '%2f', '%00', ';a=b', '%', '/..', '.'), (request, more) => {
        return { ...request, target: request.target.replace(/(?=\?|$)/, () => more) };
      }),
  ],
  [
    'body',
    (good) =>
      alter(good, fc.constantFrom('{}', '', 'x', '[]'), (request, body) => {
        return { ...withField(request, 'Content-Type', 'application/json'), body };
      }),
  ],
];

/** Fields that change nothing in whether a request is good. */
export function addHarmlessHeaders(good: fc.Arbitrary<GeneratedRequest>): fc.Arbitrary<GeneratedRequest> {
  return alter(
    good,
    fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(HARMLESS, { maxLength: 2 }) }),
    addHeaders,
  );
}

function alter<T>(
  good: fc.Arbitrary<GeneratedRequest>,
  noise: fc.Arbitrary<T>,
  apply: (request: GeneratedRequest, noise: T) => GeneratedRequest,
): fc.Arbitrary<GeneratedRequest> {
  return fc.tuple(good, noise).map(([request, value]) => apply(request, value));
}

type Field = readonly [name: string, value: string];

function addHeaders(request: GeneratedRequest, fields: readonly Field[]): GeneratedRequest {
  return { ...request, headers: [...request.headers, ...fields] };
}

/** With the field's one value, or without the field. */
function withField(request: GeneratedRequest, name: string, value: string | undefined): GeneratedRequest {
  const others = request.headers.filter(([other]) => other !== name);
  return { ...request, headers: value === undefined ? others : [...others, [name, value]] };
}

function addQuery(target: string, query: string): string {
  return target.includes('?') ? `${target}&${query}` : `${target}?${query}`;
}

const METHOD = fc.constantFrom('HEAD', 'DELETE', 'PATCH', 'OPTIONS', 'POST', 'GET', 'PUT', 'TRACE');
const QUERY = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'a=',
    'a=1&a=2',
    'a[b]=c',
    'a[]=1',
    '%ff',
    '%',
    '=',
    '&',
    '#',
    '__proto__=1',
    'a;b',
    'a=%00',
  ),
  fc.webQueryParameters(),
);
const AUTHORIZATION = fc.constantFrom<string | undefined>(
  ...[undefined, 'Bearer', 'Bearer ', 'bearer {token}', 'BEARER  {token}', 'Bearer {token} ', 'Bearer {token}x'],
  ...['Bearer x.y.z', 'Basic YTpi', 'Bearer {token}, Bearer {token}', '{token}', 'Digest a="b"'],
);
const CONTENT_TYPE = fc.constantFrom<string | undefined>(
  ...[undefined, 'application/json; charset=utf-8', 'application/json;charset=UTF-8', 'APPLICATION/JSON', 'text/plain'],
  ...['application/json; charset=latin1', 'application/json; x=1', 'application/json;', 'application/problem+json'],
  ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/octet-stream', 'text/json'],
  ...['*/*', 'json', '', 'application/json, text/plain'],
);
const EXTENSION_FIELD = fc
  .tuple(fc.stringMatching(/^X-[A-Za-z]{1,12}$/), fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/))
  .map(([name, value]): Field => [name, value]);
const HARMLESS = fc.oneof(
  fc.constantFrom<Field>(
    ['Accept', '*/*'],
    ['Accept-Encoding', 'gzip;q=0.5, br;q=0.2'],
    ['Origin', 'http://localhost:5173'],
    ['X-Request-Id', 'a-b_c.1'],
    ['User-Agent', 'Mozilla/5.0'],
  ),
  EXTENSION_FIELD,
);
const HEADER = fc.oneof(
  HARMLESS,
  fc.constantFrom<Field>(
    ['Accept', 'text/html'],
    ['Accept-Encoding', '*;q=0'],
    ['Origin', 'null'],
    ['Cookie', 'a=b; __proto__=c'],
    ['If-None-Match', '*'],
    ['If-Modified-Since', 'yesterday'],
    ['Range', 'bytes=0-1'],
    ['X-Request-Id', 'no id'],
    ['X-Forwarded-For', '203.0.113.9, 198.51.100.2'],
    ['X-Forwarded-For', 'unknown'],
    ['X-Http-Method-Override', 'DELETE'],
    ['Content-Encoding', 'identity'],
    ['Content-Encoding', 'zstd'],
    ['Content-Language', 'tlh'],
    ['Expect', 'tea'],
  ),
);

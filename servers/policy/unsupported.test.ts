import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deriveOperations, type OpenApiDocument } from '../../contract/operations.ts';
import { unsupported } from './unsupported.ts';

type Item = Readonly<Record<string, unknown>>;

/** What is refused of a document with these paths, beside anything else that it has. */
function refusalsOf(paths: Readonly<Record<string, Item>>, rest: Partial<OpenApiDocument> = {}): string[] {
  const document: OpenApiDocument = { openapi: '3.0.3', info: { title: 'T', version: '1' }, paths, ...rest };
  return unsupported({ document, operations: deriveOperations(document), digest: '' });
}

/** One GET operation `op` with these members. */
const get = (members: Item, path = '/a'): Record<string, Item> => ({
  [path]: { get: { operationId: 'op', ...members } },
});
const query = (parameter: Item) => get({ parameters: [{ name: 'p', in: 'query', ...parameter }] });
const body = (mediaType: string) => ({
  '/a': { post: { operationId: 'op', requestBody: { content: { [mediaType]: {} } } } },
});
const LIST = { type: 'array', items: { type: 'string' } };
const RECORD = { type: 'object', properties: { a: { type: 'string' } } };
const bearer = { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } };
const SECURED = get({ security: [{ token: [] }] });
const schemes = (scheme: Item) => ({ components: { securitySchemes: { token: scheme } } });

const refused: readonly (readonly [what: string, found: string[], message: string])[] = [
  ['a multipart body', refusalsOf(body('multipart/form-data')), 'op: a multipart body (multipart/form-data)'],
  [
    'a form body',
    refusalsOf(body('application/x-www-form-urlencoded')),
    'op: a form body (application/x-www-form-urlencoded)',
  ],
  ['a range of media types', refusalsOf(body('text/*')), "op: a range of media types as the body's (text/*)"],
  ['a body of GET', refusalsOf(get({ requestBody: { content: { 'text/plain': {} } } })), 'op: a request body of GET'],
  [
    'the style matrix',
    refusalsOf(get({ parameters: [{ name: 'p', in: 'path', style: 'matrix', schema: {} }] }, '/a/{p}')),
    'op: the path parameter p has the style matrix',
  ],
  [
    'the style label',
    refusalsOf(get({ parameters: [{ name: 'p', in: 'path', style: 'label', schema: {} }] }, '/a/{p}')),
    'op: the path parameter p has the style label',
  ],
  [
    'a deep scalar',
    refusalsOf(query({ style: 'deepObject', schema: { type: 'string' } })),
    'op: the query parameter p is a scalar with the style deepObject',
  ],
  [
    'a piped record',
    refusalsOf(query({ style: 'pipeDelimited', schema: RECORD })),
    'op: the query parameter p is a record with the style pipeDelimited',
  ],
  [
    'a list or a text',
    refusalsOf(query({ schema: { oneOf: [LIST, { type: 'string' }] } })),
    'op: the query parameter p may be of several kinds (list, scalar)',
  ],
  [
    'a list of lists',
    refusalsOf(query({ schema: { type: 'array', items: LIST } })),
    'op: the query parameter p has entries that are no scalars',
  ],
  [
    'a record of records',
    refusalsOf(query({ style: 'deepObject', schema: { type: 'object', properties: { a: RECORD } } })),
    'op: the query parameter p has a member a that is a record or a list of such',
  ],
  [
    'a cookie that explodes',
    refusalsOf(get({ parameters: [{ name: 'p', in: 'cookie', schema: LIST }] })),
    'op: the cookie parameter p is a list that explodes',
  ],
  [
    'a query key of two parameters',
    refusalsOf(
      get({
        parameters: [
          { name: 'a', in: 'query', schema: {} },
          { name: 'p', in: 'query', schema: RECORD },
        ],
      }),
    ),
    'op: the query key a belongs to two parameters',
  ],
  [
    'two records of any keys',
    refusalsOf(
      get({
        parameters: ['p', 'q'].map((name) => ({
          name,
          in: 'query',
          schema: { type: 'object', additionalProperties: true },
        })),
      }),
    ),
    'op: the query parameters p and q both take any key',
  ],
  [
    'a name that is taken',
    refusalsOf(get({ parameters: [{ name: 'lockstep-input', in: 'query', schema: {} }] })),
    'op: the query parameter lockstep-input has a name that is taken',
  ],
  [
    'a segment that is partly a parameter',
    refusalsOf(get({}, '/a/{p}.json')),
    'op: the path segment "{p}.json" is only partly a parameter',
  ],
  [
    'a segment with syntax in it',
    refusalsOf(get({}, '/a:b')),
    'op: the path segment "a:b" has other characters than letters, digits and ._@!$&\',;=-',
  ],
  [
    'an encoded segment',
    refusalsOf(get({}, '/a%20b')),
    'op: the path segment "a%20b" has other characters than letters, digits and ._@!$&\',;=-',
  ],
  [
    'a path parameter without its documentation',
    refusalsOf(get({}, '/a/{p}')),
    'op: the path parameter p is not documented, or twice in the path',
  ],
  [
    'a path parameter beside the path',
    refusalsOf(get({ parameters: [{ name: 'p', in: 'path', schema: {} }] })),
    'op: the path parameter p is not in the path',
  ],
  [
    'paths that differ in names only',
    refusalsOf({
      '/a/{p}': { parameters: [{ name: 'p', in: 'path', schema: {} }], get: { operationId: 'op' } },
      '/a/{q}': { parameters: [{ name: 'q', in: 'path', schema: {} }], put: { operationId: 'other' } },
    }),
    'the paths /a/{p} and /a/{q} are the same',
  ],
  ["the documentation's path", refusalsOf(get({}, '/docs')), "the path /docs is the documentation's"],
  [
    'HEAD',
    refusalsOf({ '/a': { head: { operationId: 'op' } } }),
    'op: an operation of the method HEAD; the GET operation of a path answers it',
  ],
  ['OPTIONS', refusalsOf({ '/a': { options: { operationId: 'op' } } }), 'op: an operation of the method OPTIONS'],
  ['TRACE', refusalsOf({ '/a': { trace: { operationId: 'op' } } }), 'op: an operation of the method TRACE'],
  [
    'an API key',
    refusalsOf(SECURED, schemes({ type: 'apiKey', in: 'header', name: 'K' })),
    'op: the security scheme token is apiKey; http bearer is supported',
  ],
  [
    'OAuth 2',
    refusalsOf(SECURED, schemes({ type: 'oauth2' })),
    'op: the security scheme token is oauth2; http bearer is supported',
  ],
  [
    'OpenID Connect',
    refusalsOf(SECURED, schemes({ type: 'openIdConnect' })),
    'op: the security scheme token is openIdConnect; http bearer is supported',
  ],
  [
    'basic authentication',
    refusalsOf(SECURED, schemes({ type: 'http', scheme: 'basic' })),
    'op: the security scheme token is http basic; http bearer is supported',
  ],
  [
    'schemes that must hold together',
    refusalsOf(get({ security: [{ token: [], other: [] }] }), {
      components: { securitySchemes: { ...bearer.securitySchemes, other: bearer.securitySchemes.token } },
    }),
    'op: security schemes that must hold together (token, other)',
  ],
  [
    'an unknown scheme',
    refusalsOf(get({ security: [{ token: [] }] })),
    'op: the security scheme token is not among the components',
  ],
  [
    'a base path',
    refusalsOf({}, { servers: [{ url: 'https://example.org/v1' }] }),
    'the document: the server https://example.org/v1 has a base path; write it into the paths',
  ],
  [
    'a base path of an operation',
    refusalsOf(get({ servers: [{ url: '/v1' }] })),
    'op: the server /v1 has a base path; write it into the paths',
  ],
  [
    'a reference to another file',
    refusalsOf(get({ 'x-note': { $ref: 'other.yaml#/a' } })),
    "the reference other.yaml#/a does not point into the document's components",
  ],
  [
    'a reference to nothing',
    refusalsOf(get({ 'x-note': { $ref: '#/components/schemas/None' } })),
    'the reference #/components/schemas/None points to nothing',
  ],
];

for (const [what, found, message] of refused) {
  test(`refuses ${what} by name`, () => {
    assert.deepEqual(found, [message]);
  });
}

test('names everything that it refuses at once', () => {
  const found = refusalsOf(
    { ...get({}, '/a:b'), '/c': { trace: { operationId: 'other' } } },
    { servers: [{ url: '/v1' }] },
  );
  assert.equal(found.length, 3);
});

const accepted: readonly (readonly [what: string, found: string[]])[] = [
  ['a bearer token that is optional', refusalsOf(get({ security: [{}, { token: [] }] }), { components: bearer })],
  ['a scheme that no operation asks for', refusalsOf({}, schemes({ type: 'oauth2' }))],
  [
    'one of two bearer tokens',
    refusalsOf(get({ security: [{ token: [] }, { other: [] }] }), {
      components: {
        securitySchemes: { token: bearer.securitySchemes.token, other: { type: 'http', scheme: 'Bearer' } },
      },
    }),
  ],
  ['a deep record', refusalsOf(query({ style: 'deepObject', schema: RECORD }))],
  ['a record that explodes', refusalsOf(query({ schema: RECORD }))],
  [
    'a list behind a reference',
    refusalsOf(query({ schema: { $ref: '#/components/schemas/L' } }), { components: { schemas: { L: LIST } } }),
  ],
  ['a value of any type', refusalsOf(query({ schema: {} }))],
  ['a scalar of several types', refusalsOf(query({ schema: { anyOf: [{ type: 'integer' }, { type: 'boolean' }] } }))],
  [
    'any record as JSON',
    refusalsOf(query({ content: { 'application/json': { schema: { type: 'array', items: RECORD } } } })),
  ],
  ['a server without a base path', refusalsOf({}, { servers: [{ url: 'https://example.org' }, { url: '/' }] })],
  [
    'what looks like a reference in an example',
    refusalsOf(get({ 'x-note': { example: { $ref: 'https://example.org' } } })),
  ],
  [
    'a schema that refers to itself',
    refusalsOf(query({ content: { 'application/json': { schema: { $ref: '#/components/schemas/T' } } } }), {
      components: { schemas: { T: { type: 'object', properties: { t: { $ref: '#/components/schemas/T' } } } } },
    }),
  ],
];

for (const [what, found] of accepted) {
  test(`accepts ${what}`, () => {
    assert.deepEqual(found, []);
  });
}

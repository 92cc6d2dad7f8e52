import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_MAX_BODY_BYTES, deriveOperations, type OpenApiDocument, type Operation } from './operations.ts';

type Paths = OpenApiDocument['paths'];

function derive(paths: Paths, rest: Partial<OpenApiDocument> = {}): Operation[] {
  return deriveOperations({ openapi: '3.0.3', info: { title: 'Notes', version: '1' }, paths, ...rest });
}

function deriveOne(paths: Paths, rest: Partial<OpenApiDocument> = {}): Operation {
  const [operation, ...others] = derive(paths, rest);
  assert.ok(operation !== undefined && others.length === 0);
  return operation;
}

test('derives the defaults of an operation that says nothing but its id', () => {
  assert.deepEqual(deriveOne({ '/notes': { post: { operationId: 'addNote' } } }), {
    id: 'addNote',
    method: 'POST',
    path: '/notes',
    security: [],
    limits: [],
    mediaTypes: [],
    bodyRequired: false,
    parameters: [],
    maxBodyBytes: DEFAULT_MAX_BODY_BYTES,
    idempotent: false,
    safe: false,
    responses: {},
    extensions: {},
  });
});

test('derives everything that an operation says', () => {
  const limit = { by: 'user', limit: 10, windowSeconds: 60 };
  const operation = deriveOne({
    '/notes/{id}': {
      patch: {
        operationId: 'changeNote',
        security: [{ bearer: [] }, { cookie: [] }],
        parameters: [
          { name: 'dry', in: 'query' },
          { name: 'id', in: 'path' },
        ],
        requestBody: { required: true, content: { 'application/json': {}, 'text/plain': {} } },
        responses: { 200: { content: { 'application/json': {} } }, 204: { description: 'nothing to say' } },
        'x-rate-limit': [limit],
        'x-max-body-bytes': 100,
        'x-idempotent': true,
        'x-safe': true,
        'x-owner': { team: 'notes' },
      },
    },
  });
  assert.deepEqual(operation, {
    id: 'changeNote',
    method: 'PATCH',
    path: '/notes/{id}',
    security: ['bearer', 'cookie'],
    limits: [limit],
    mediaTypes: ['application/json', 'text/plain'],
    bodyRequired: true,
    parameters: [
      { name: 'dry', in: 'query', required: false, style: 'form', explode: true, schema: {} },
      { name: 'id', in: 'path', required: true, style: 'simple', explode: false, schema: {} },
    ],
    maxBodyBytes: 100,
    idempotent: true,
    safe: true,
    responses: { 200: ['application/json'], 204: [] },
    extensions: { 'x-owner': { team: 'notes' } },
  });
});

test('takes security and the largest body of the document where the operation has none of its own', () => {
  const operations = derive(
    {
      '/a': { get: { operationId: 'inherits' } },
      '/b': { get: { operationId: 'differs', security: [], 'x-max-body-bytes': 7 } },
    },
    { security: [{ bearer: [] }], 'x-max-body-bytes': 99 },
  );
  assert.deepEqual(
    operations.map(({ id, security, maxBodyBytes }) => ({ id, security, maxBodyBytes })),
    [
      { id: 'inherits', security: ['bearer'], maxBodyBytes: 99 },
      { id: 'differs', security: [], maxBodyBytes: 7 },
    ],
  );
});

test('knows which methods are safe and which are idempotent (RFC 9110, 9.2)', () => {
  const methods = ['get', 'head', 'options', 'trace', 'put', 'delete', 'post', 'patch'];
  const operations = derive({ '/a': Object.fromEntries(methods.map((method) => [method, { operationId: method }])) });
  const named = (wanted: (operation: Operation) => boolean) => new Set(operations.filter(wanted).map(({ id }) => id));
  assert.equal(operations.length, methods.length);
  assert.deepEqual(
    named(({ safe }) => safe),
    new Set(['get', 'head', 'options', 'trace']),
  );
  assert.deepEqual(
    named(({ idempotent }) => idempotent),
    new Set(['get', 'head', 'options', 'trace', 'put', 'delete']),
  );
});

test('follows references of bodies, responses, parameters and path items', () => {
  const operation = deriveOne(
    { '/notes': { $ref: '#/components/x-paths/~1notes' } },
    {
      components: {
        'x-paths': {
          '/notes': {
            parameters: [{ $ref: '#/components/parameters/page~0number' }],
            post: {
              operationId: 'addNote',
              requestBody: { $ref: '#/components/requestBodies/Note' },
              responses: { 201: { $ref: '#/components/responses/Added' } },
            },
          },
        },
        parameters: { 'page~number': { name: 'page', in: 'query' } },
        requestBodies: { Note: { required: true, content: { 'application/json': {} } } },
        responses: {
          Added: { $ref: '#/components/responses/Note' },
          Note: { content: { 'application/json': {} } },
        },
      },
    },
  );
  assert.deepEqual(queryNames(operation), ['page']);
  assert.deepEqual(operation.mediaTypes, ['application/json']);
  assert.equal(operation.bodyRequired, true);
  assert.deepEqual(operation.responses, { 201: ['application/json'] });
});

test('names a query parameter once, whether the path or the operation documents it', () => {
  const operation = deriveOne({
    '/notes': {
      parameters: [
        { name: 'page', in: 'query' },
        { name: 'X-Trace', in: 'header' },
      ],
      get: {
        operationId: 'listNotes',
        parameters: [
          { name: 'page', in: 'query' },
          { name: 'size', in: 'query' },
        ],
      },
    },
  });
  assert.deepEqual(queryNames(operation), ['page', 'size']);
});

function queryNames({ parameters }: Operation): string[] {
  return parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
}

test('keeps the order of the document', () => {
  const operations = derive({
    '/z': { post: { operationId: 'one' }, get: { operationId: 'two' } },
    '/a': { get: { operationId: 'three' } },
  });
  assert.deepEqual(new Set(operations.slice(0, 2).map(({ id }) => id)), new Set(['one', 'two']));
  assert.equal(operations[2]?.id, 'three');
});

test('passes over extensions among the paths', () => {
  assert.equal(deriveOne({ 'x-owner': { get: {} }, '/a': { get: { operationId: 'a' } } }).id, 'a');
});

const refused: readonly { readonly what: string; readonly paths: Paths; readonly message: RegExp }[] = [
  { what: 'no operationId', paths: { '/a': { get: {} } }, message: /GET \/a has no operationId/ },
  { what: 'an operation of nothing', paths: { '/a': { put: null } }, message: /PUT \/a has no operationId/ },
  { what: 'an operationId that is no text', paths: { '/a': { get: { operationId: 4 } } }, message: /GET \/a has no/ },
  {
    what: 'an operationId that is used twice',
    paths: { '/a': { get: { operationId: 'same' } }, '/b': { get: { operationId: 'same' } } },
    message: /operationId "same" is used twice/,
  },
  { what: 'a path without a slash', paths: { notes: { get: { operationId: 'a' } } }, message: /path "notes" does not/ },
  {
    what: 'a reference to nothing',
    paths: { '/a': { get: { operationId: 'a', requestBody: { $ref: '#/components/requestBodies/None' } } } },
    message: /#\/components\/requestBodies\/None points to nothing/,
  },
  {
    what: 'a reference that comes back to itself',
    paths: { '/a': { $ref: '#/paths/~1b' }, '/b': { $ref: '#/paths/~1a' } },
    message: /#\/paths\/~1[ab] refers to itself/,
  },
];

for (const { what, paths, message } of refused) {
  test(`refuses ${what}, and names it`, () => {
    assert.throws(() => derive(paths), message);
  });
}

const good = { by: 'user', limit: 1, windowSeconds: 1 };
const badLimits = [
  { ...good },
  'fast',
  null,
  [null],
  [{ ...good, by: 'planet' }],
  [{ ...good, limit: 0 }],
  [{ ...good, limit: 1.5 }],
  [{ ...good, limit: '10' }],
  [{ ...good, windowSeconds: -1 }],
  [good, { by: 'user', limit: 1 }],
];

for (const value of badLimits) {
  test(`refuses the x-rate-limit ${JSON.stringify(value)}, and names the operation`, () => {
    const paths = { '/a': { get: { operationId: 'listNotes', 'x-rate-limit': value } } };
    assert.throws(() => derive(paths), /^Error: listNotes: x-rate-limit must be a list of /);
  });
}

for (const value of [0, -1, 1.5, '100', Number.NaN, [], true]) {
  test(`refuses the x-max-body-bytes ${JSON.stringify(value)}, and names the operation`, () => {
    const paths = { '/a': { get: { operationId: 'listNotes', 'x-max-body-bytes': value } } };
    assert.throws(() => derive(paths), /^Error: listNotes: x-max-body-bytes must be a whole number/);
    const inherited = { '/a': { get: { operationId: 'listNotes' } } };
    assert.throws(
      () => derive(inherited, { 'x-max-body-bytes': value }),
      /^Error: listNotes: x-max-body-bytes must be/,
    );
  });
}

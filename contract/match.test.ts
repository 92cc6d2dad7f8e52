import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createMatcher } from './match.ts';
import { deriveOperations, type OpenApiDocument } from './operations.ts';

function matcherOf(paths: Record<string, readonly string[]>): ReturnType<typeof createMatcher> {
  const document: OpenApiDocument = {
    openapi: '3.0.3',
    info: { title: 'Notes', version: '1' },
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, methods]) => [
        path,
        Object.fromEntries(methods.map((method) => [method, { operationId: `${method} ${path}` }])),
      ]),
    ),
  };
  return createMatcher(deriveOperations(document));
}

const match = matcherOf({
  '/notes': ['get', 'post'],
  '/notes/{id}': ['delete', 'get', 'put'],
  '/notes/mine': ['get'],
  '/notes/{id}/pages/{page}': ['get'],
  '/files/{name}.{extension}': ['get'],
  '/a.b+c': ['post'],
  '/probe': ['head', 'options', 'get'],
});

function found(method: string, path: string): string {
  const result = match(method, path);
  return result.kind === 'operation' ? result.operation.id : result.kind;
}

function allowedAt(path: string): readonly string[] {
  const result = match('PATCH', path);
  assert.equal(result.kind, 'method-not-allowed');
  return result.kind === 'method-not-allowed' ? result.allow : [];
}

test('finds a literal path by its method', () => {
  assert.equal(found('GET', '/notes'), 'get /notes');
  assert.equal(found('POST', '/notes'), 'post /notes');
});

test('finds a template by any one segment in place of each parameter', () => {
  assert.equal(found('GET', '/notes/7'), 'get /notes/{id}');
  assert.equal(found('GET', '/notes/7/pages/2'), 'get /notes/{id}/pages/{page}');
  assert.equal(found('GET', '/files/report.pdf'), 'get /files/{name}.{extension}');
});

test('prefers a literal path to a template, for every method (OAS 3.0.3, "Paths Object")', () => {
  assert.equal(found('GET', '/notes/mine'), 'get /notes/mine');
  assert.equal(found('DELETE', '/notes/mine'), 'method-not-allowed');
});

test('a parameter takes no slash and is never empty', () => {
  for (const path of ['/notes/', '/notes//pages/1', '/notes/1/2', '/notes/1/pages/', '/files/report']) {
    assert.equal(found('GET', path), 'not-found', path);
  }
});

test('a parameter keeps what is encoded in it: an encoded slash opens no further segment', () => {
  assert.equal(found('GET', '/notes/a%2Fpages%2F1'), 'get /notes/{id}');
});

test("HEAD belongs to GET's operation, unless the contract has a HEAD of its own", () => {
  assert.equal(found('HEAD', '/notes'), 'get /notes');
  assert.equal(found('HEAD', '/probe'), 'head /probe');
  assert.equal(found('HEAD', '/a.b+c'), 'method-not-allowed');
});

test('lists what is allowed in alphabetical order, with HEAD beside GET and with OPTIONS, each once', () => {
  assert.deepEqual(allowedAt('/notes'), ['GET', 'HEAD', 'OPTIONS', 'POST']);
  assert.deepEqual(allowedAt('/notes/7'), ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT']);
  assert.deepEqual(allowedAt('/a.b+c'), ['OPTIONS', 'POST']);
  assert.deepEqual(allowedAt('/probe'), ['GET', 'HEAD', 'OPTIONS']);
});

test('methods are compared by case (RFC 9110, 9.1)', () => {
  assert.equal(found('get', '/notes'), 'method-not-allowed');
  assert.equal(found('Get', '/notes/7'), 'method-not-allowed');
});

// A path that one side takes for a protected one and the other does not is how access rules and limits are dodged.
const disguises = [
  '/Notes',
  '/NOTES',
  '/notes/',
  '//notes',
  '/notes//',
  '/n%6Ftes',
  '/%6eotes',
  '/./notes',
  '/x/../notes',
  '/notes/.',
  '/notes/../notes',
  '/notes;v=1',
  '/notes%20',
  '/notes%00',
  '/notes\n',
  '/notes?',
  '/notes#',
  ' /notes',
  '\\notes',
  'notes',
  '*',
  '',
];

for (const path of disguises) {
  test(`${JSON.stringify(path)} is not /notes`, () => {
    assert.notEqual(found('POST', path), 'post /notes');
    assert.notEqual(found('GET', path), 'get /notes');
  });
}

for (const path of [
  '/Notes/7/pages/2',
  '/notes/7/PAGES/2',
  '/notes/7/pages/2/',
  '//notes/7/pages/2',
  '/notes/7/p%61ges/2',
]) {
  test(`${path} is not /notes/{id}/pages/{page}`, () => {
    assert.equal(found('GET', path), 'not-found');
  });
}

test('the end of a template is the end of the path, a line break included', () => {
  assert.equal(found('GET', '/notes/7/pages\n'), 'not-found');
  assert.equal(found('GET', '/x\n/notes/7'), 'not-found');
});

test('characters of a regular expression in a path stand for themselves', () => {
  const dotted = matcherOf({ '/v1.0/(a|b)+/{id}': ['get'] });
  assert.equal(dotted('GET', '/v1.0/(a|b)+/1').kind, 'operation');
  assert.equal(dotted('GET', '/v1x0/(a|b)+/1').kind, 'not-found');
  assert.equal(dotted('GET', '/v1.0/aab/1').kind, 'not-found');
});

test('names that every object has are no paths and no methods', () => {
  assert.equal(found('GET', '__proto__'), 'not-found');
  assert.equal(found('constructor', '/notes'), 'method-not-allowed');
});

test('of all paths, /notes/{id} takes exactly those with one further segment', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (tail) => {
      const expected = tail !== '' && tail !== 'mine' && !tail.includes('/');
      assert.equal(found('PUT', `/notes/${tail}`) === 'put /notes/{id}', expected);
    }),
  );
});

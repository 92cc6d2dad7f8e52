import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { digestOperation } from './operation-digest.ts';
import type { OpenApiDocument } from './operations.ts';

const document = (over: { bio?: object; node?: object; other?: object } = {}): OpenApiDocument => ({
  openapi: '3.0.3',
  info: { title: 'A', version: '1' },
  paths: {
    '/a': { get: { operationId: 'a', responses: { 200: { $ref: '#/components/responses/A' } } } },
    '/b': { get: { operationId: 'b', responses: { 200: { description: 'b', ...over.other } } } },
  },
  components: {
    responses: { A: { content: { 'application/json': { schema: { $ref: '#/components/schemas/User' } } } } },
    schemas: {
      User: { properties: { bio: over.bio ?? { type: 'string' }, tree: { $ref: '#/components/schemas/Node' } } },
      Node: { properties: { children: { items: { $ref: '#/components/schemas/Node' } }, ...over.node } },
    },
  },
});
const a = { path: '/a', method: 'GET' } as const;
const b = { path: '/b', method: 'GET' } as const;

describe('the digest of an operation', () => {
  test('changes with a schema that it refers to through others, recursive ones too', () => {
    const before = digestOperation(document(), a);
    assert.notEqual(digestOperation(document({ bio: { type: 'integer' } }), a), before);
    assert.notEqual(digestOperation(document({ node: { name: { type: 'string' } } }), a), before);
  });

  test('does not change with another operation, or with a component that it does not refer to', () => {
    assert.equal(digestOperation(document({ other: { headers: {} } }), a), digestOperation(document(), a));
    assert.equal(digestOperation(document({ bio: { type: 'integer' } }), b), digestOperation(document(), b));
  });

  test('tells two operations apart', () => {
    assert.notEqual(digestOperation(document(), a), digestOperation(document(), b));
    assert.match(digestOperation(document(), a), /^sha256:[0-9a-f]{64}$/);
  });
});

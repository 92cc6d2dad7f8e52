import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenApiDocument } from '../../contract/operations.ts';
import { schemaFormAt } from './schema-forms.ts';

const DOCUMENT: OpenApiDocument = {
  openapi: '3.0.3',
  info: { title: 'Books', version: '1' },
  paths: {
    '/books': {
      get: {
        operationId: 'listBooks',
        responses: {
          '200': {
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Book' } } },
            },
          },
          '4XX': {
            content: { 'application/problem+json': { schema: { properties: { at: { format: 'date-time' } } } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Book: {
        allOf: [
          { properties: { price: { type: 'number', minimum: 0 } } },
          { properties: { 'a/b': { pattern: '^x' } } },
        ],
      },
    },
  },
};
const at = (status: number, place: string) => schemaFormAt(DOCUMENT, { path: '/books', method: 'GET' }, status, place);

test('a place is looked up through references, lists and parts, in the answer of its status', () => {
  assert.deepEqual(at(200, '/*/price'), { minimum: 0 });
  assert.deepEqual(at(200, '/*/a~1b'), { pattern: '^x' });
  assert.deepEqual(at(404, '/at'), { format: 'date-time' });
});

test('where the contract says nothing of it, nothing is held against it', () => {
  for (const [status, place] of [
    [200, '/price'],
    [200, '/*/name'],
    [500, '/at'],
    [200, ''],
  ] as const)
    assert.equal(at(status, place), undefined, place);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deriveOperations } from '../../contract/operations.ts';
import { isSuccess, Successes } from './success.ts';

const OPERATIONS = deriveOperations({
  openapi: '3.0.3',
  info: { title: 'Books', version: '1' },
  paths: {
    '/v1/books': { get: { operationId: 'listBooks', responses: { '200': { description: 'All' } } } },
    '/v1/books/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: { operationId: 'getBook', responses: { '200': { description: 'One' } } },
    },
  },
});

test('an operation succeeds with 2xx, and with a redirect only where the contract documents one', () => {
  const plain = { responses: { '200': [] } };
  assert.deepEqual(
    [200, 204, 302, 304, 401, 404, 500].map((status) => isSuccess(plain, status)),
    [true, true, false, false, false, false, false],
  );
  assert.equal(isSuccess({ responses: { '302': [] } }, 302), true);
  assert.equal(isSuccess({ responses: { '3XX': [] } }, 307), true);
  assert.equal(isSuccess({ responses: { default: [] } }, 307), false);
});

test('a success is that of the operation that the request reaches, and neither a preflight nor another path is one', () => {
  const successes = new Successes(OPERATIONS);
  successes.note('OPTIONS', '/v1/books', 204);
  successes.note('GET', '/books', 200);
  successes.note('GET', '/v1/books', undefined);
  successes.note('GET', '/v1/books/7', 404);
  assert.deepEqual([successes.has('listBooks'), successes.has('getBook')], [false, false]);
  successes.note('GET', '/v1/books?all=1', 200);
  assert.deepEqual([successes.has('listBooks'), successes.has('getBook')], [true, false]);
});

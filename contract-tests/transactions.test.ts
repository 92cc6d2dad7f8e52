import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { deriveOperations, type OpenApiDocument } from '../contract/operations.ts';
import { documentedTransactions } from './transactions.ts';

test('lists every operation x status x media type once', () => {
  const { operations } = loadContract(OWN_CONTRACT);
  const rows = documentedTransactions(operations);
  const wanted = operations.flatMap(({ responses }) => Object.values(responses).flat());
  assert.equal(rows.length, wanted.length);
  assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
});

test('lists a response without content, and expects one transaction for each media type of the request', () => {
  const document: OpenApiDocument = {
    openapi: '3.0.3',
    info: { title: 'Fixture', version: '1' },
    paths: {
      '/notes/{id}': {
        put: {
          operationId: 'putNote',
          requestBody: { content: { 'application/json': {}, 'text/plain': {} } },
          responses: {
            204: { description: 'Kept.' },
            400: { content: { 'application/problem+json': {}, 'text/html': {} } },
          },
        },
      },
    },
  };
  assert.deepEqual(
    documentedTransactions(deriveOperations(document)).map(({ key, transactions }) => [key, transactions]),
    [
      ['PUT /notes/{id} 204 ', 2],
      ['PUT /notes/{id} 400 application/problem+json', 2],
      ['PUT /notes/{id} 400 text/html', 2],
    ],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import type { OpenApiDocument } from '../contract/operations.ts';
import { responseSchemas } from './response-schema.ts';
import { documentedTransactions } from './transactions.ts';

const AT = { path: '/notes', method: 'GET', status: '200', mediaType: 'application/json' };

function fixture(schema: object): OpenApiDocument {
  return {
    openapi: '3.0.3',
    info: { title: 'Fixture', version: '1' },
    paths: { '/notes': { get: { responses: { 200: { $ref: '#/components/responses/Notes' } } } } },
    components: {
      responses: {
        Notes: {
          headers: { ETag: { $ref: '#/components/headers/ETag' }, 'X-Count': { schema: { type: 'integer' } } },
          content: { 'application/json': { schema } },
        },
      },
      headers: { ETag: { required: true, schema: { type: 'string', minLength: 2 } } },
      schemas: {
        Note: {
          type: 'object',
          properties: {
            example: { type: 'string', nullable: true, enum: ['a', 'b'] },
            share: {
              type: 'number',
              format: 'double',
              minimum: 0,
              exclusiveMinimum: true,
              maximum: 1,
              exclusiveMaximum: false,
            },
            replies: { type: 'array', items: { $ref: '#/components/schemas/Note' } },
          },
          example: { share: 1 },
          'x-owner': 'us',
        },
      },
    },
  };
}

test('turns a schema of OpenAPI 3.0 into draft-07', () => {
  const { body } = responseSchemas(fixture({ $ref: '#/components/schemas/Note' }), AT);
  assert.deepEqual(body, {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $ref: '#/definitions/Note',
    definitions: {
      Note: {
        type: 'object',
        properties: {
          example: { type: ['string', 'null'], enum: ['a', 'b', null] },
          share: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
          replies: { type: 'array', items: { $ref: '#/definitions/Note' } },
        },
      },
    },
  });
});

test('lists the documented header fields, required or not', () => {
  const { headers } = responseSchemas(fixture({}), AT);
  assert.deepEqual(
    headers.map(({ name, required, schema }) => [name, required, schema?.type]),
    [
      ['ETag', true, 'string'],
      ['X-Count', false, 'integer'],
    ],
  );
});

test('refuses a response that the contract does not have', () => {
  assert.throws(() => responseSchemas(fixture({}), { ...AT, status: '404' }), /no 404 of GET \/notes/);
});

test('makes schemas of our own contract that compile strictly and take their examples', () => {
  const { document, operations } = loadContract(OWN_CONTRACT);
  for (const { operation, status, mediaType } of documentedTransactions(operations)) {
    const { path, method } = operation;
    const { body } = responseSchemas(document, { path, method, status, mediaType });
    assert.ok(body, `${operation.id} ${status} has a schema`);
    const ajv = new Ajv({ strict: true });
    addFormats.default(ajv);
    const example = exampleOf(document, path, method, status, mediaType);
    assert.ok(ajv.validate(body, example), `${operation.id} ${status}: ${ajv.errorsText()}`);
  }
});

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly example?: unknown }>>;
}

function exampleOf(
  document: OpenApiDocument,
  path: string,
  method: string,
  status: string,
  mediaType: string,
): unknown {
  const operation = document.paths[path]?.[method.toLowerCase()] as { readonly responses: Record<string, Response> };
  const response = operation.responses[status];
  const shared = document.components?.responses as Record<string, Response>;
  const resolved =
    response?.$ref === undefined ? response : shared[response.$ref.replace('#/components/responses/', '')];
  return resolved?.content?.[mediaType]?.example;
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Contract } from '../../contract/document.ts';
import { deriveOperations, type OpenApiDocument } from '../../contract/operations.ts';
import { build } from './cases/build.ts';
import { type SampleRequest, sampleRequest } from './sample-request.ts';
import { type SampleSchema, sampleValue } from './sample-value.ts';

function sampleOf(operation: object, path = '/a', more: object = {}): SampleRequest {
  const document: OpenApiDocument = {
    openapi: '3.0.3',
    info: { title: 'A', version: '1' },
    paths: { [path]: { post: { operationId: 'a', responses: {}, ...operation } } },
    ...more,
  };
  const contract: Contract = { document, operations: deriveOperations(document), digest: '' };
  const [first] = contract.operations;
  assert.ok(first);
  return sampleRequest(contract, first);
}

const parameter = (name: string, place: string, schema: object, required = true) => ({
  name,
  in: place,
  required,
  schema,
});

describe('a sample of a request', () => {
  test('has its required parameters in their places', () => {
    const sample = sampleOf(
      {
        parameters: [
          parameter('id', 'path', { type: 'string', example: 'a/b' }),
          parameter('q', 'query', { type: 'string', enum: ['x y'] }),
          parameter('optional', 'query', {}, false),
          parameter('X-A', 'header', { type: 'integer', minimum: 7 }),
          parameter('c', 'cookie', { type: 'boolean' }),
        ],
      },
      '/a/{id}/{unknown}',
    );
    assert.equal(sample.path, '/a/a%2Fb/a');
    assert.equal(sample.query, 'q=x%20y');
    assert.deepEqual(sample.headers, [
      ['X-A', '7'],
      ['Cookie', 'c=true'],
    ]);
  });

  test('has a body in its media type, the example before the schema', () => {
    const bodyOf = (type: string, media: object) =>
      sampleOf({ requestBody: { content: { [type]: media } } }).body?.text;
    const schema = {
      type: 'object',
      properties: { a: { type: 'string', minLength: 3 }, b: { type: 'array', items: { type: 'number' } } },
    };
    assert.equal(bodyOf('application/json', { schema }), '{"a":"aaa","b":[1]}');
    assert.equal(bodyOf('application/problem+json', { schema, example: { z: 1 } }), '{"z":1}');
    assert.equal(bodyOf('application/json', { schema, examples: { one: { value: 2 } } }), '2');
    assert.equal(
      bodyOf('application/x-www-form-urlencoded', { schema: { properties: { a: { example: '1 2' } } } }),
      'a=1+2',
    );
    assert.equal(bodyOf('text/plain', { schema: { type: 'string' } }), 'a');
    assert.equal(sampleOf({}).body, undefined);
  });

  test('gives way to a field that a person gave', () => {
    const sample = sampleOf({ parameters: [parameter('X-A', 'header', { example: 1 })] });
    const { bytes } = build(sample, [['x-a', '9']], { headers: { Accept: 'a' }, added: [['B', '1']] });
    assert.equal(bytes.toString(), 'POST /a HTTP/1.1\r\nHost: localhost\r\nx-a: 9\r\nAccept: a\r\nB: 1\r\n\r\n');
  });

  test('knows which fields carry credentials', () => {
    const securitySchemes = {
      bearer: { type: 'http', scheme: 'bearer' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      session: { type: 'apiKey', in: 'cookie', name: 's' },
    };
    const sample = sampleOf({ security: [{ bearer: [] }, { key: [], session: [] }] }, '/a', {
      components: { securitySchemes },
    });
    assert.deepEqual([...sample.credentialHeaders].sort(), ['authorization', 'cookie', 'x-key']);
  });

  test('ends where a schema refers to itself', () => {
    const document = { openapi: '3.0.3', info: { title: '', version: '' }, paths: {}, components: { schemas: {} } };
    const node: SampleSchema = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
    const value = sampleValue({ ...document, components: { schemas: { Node: node } } }, node);
    assert.ok(JSON.stringify(value).length < 200);
    assert.deepEqual(
      sampleValue(document, { allOf: [{ properties: { a: { enum: [1] } } }, { properties: { b: { default: 2 } } }] }),
      { a: 1, b: 2 },
    );
    assert.equal(sampleValue(document, { type: 'string', minLength: 1e9 }), 'a'.repeat(10_000));
  });
});

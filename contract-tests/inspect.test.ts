import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectAnswer } from './inspect.ts';
import type { DocumentedResponse } from './response-schema.ts';
import type { Transaction } from './run-dredd.ts';

const RESPONSE: DocumentedResponse = {
  body: { type: 'object', properties: { status: { type: 'string' } }, additionalProperties: false },
  headers: [
    { name: 'Retry-After', required: true, schema: { type: 'integer', minimum: 1 } },
    { name: 'ETag', required: false, schema: { type: 'string', minLength: 2 } },
  ],
};

function transaction(headers: Record<string, string | string[]>, body = '{"status":"ok"}'): Transaction {
  return {
    origin: { resourceName: '/' },
    request: { method: 'GET', headers: {}, body: '' },
    expected: { statusCode: '200', headers: {} },
    real: { statusCode: 200, headers, body },
    host: '',
    port: '',
    fullPath: '/',
  };
}

test('has dredd expect the media type, the required header fields and the schema', () => {
  const subject = transaction({ 'content-type': 'application/json; charset=utf-8', 'retry-after': '5' });
  inspectAnswer(subject, RESPONSE, 'application/json');
  assert.deepEqual(subject.expected, {
    statusCode: '200',
    headers: { 'Content-Type': 'application/json', 'Retry-After': '' },
    bodySchema: RESPONSE.body,
  });
  assert.equal(subject.real?.headers['content-type'], 'application/json');
});

test('leaves another charset as it is', () => {
  const subject = transaction({ 'content-type': 'application/json; charset=latin1' });
  inspectAnswer(subject, RESPONSE, 'application/json');
  assert.equal(subject.real?.headers['content-type'], 'application/json; charset=latin1');
});

test('names a header field whose value is wrong, required or not', () => {
  const subject = transaction({ 'retry-after': 'soon', etag: '"' });
  assert.throws(() => inspectAnswer(subject, RESPONSE, ''), /Retry-After: must be integer, is "soon"; header ETag/);
});

test('names a member that is not documented', () => {
  const subject = transaction({}, '{"status":"ok","secret":1}');
  assert.throws(() => inspectAnswer(subject, RESPONSE, ''), /body: \/secret is not documented/);
});

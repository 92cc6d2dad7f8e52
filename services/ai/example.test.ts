import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { answer } from './engine.ts';

test("answers the contract's example prompt with the contract's example answer", () => {
  const { document } = loadContract(OWN_CONTRACT);
  const operation = document.paths['/api/ai/generate'];
  assert.ok(operation);
  // The contract is linted, its examples against its schemas; here only their places are named.
  const { requestBody, responses } = operation.post as {
    requestBody: { content: { 'application/json': { example: Parameters<typeof answer>[0] } } };
    responses: { 200: { content: { 'application/json': { example: object } } } };
  };
  const { example } = requestBody.content['application/json'];
  assert.deepEqual({ success: true, ...answer(example) }, responses[200].content['application/json'].example);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { deriveOperations, type OpenApiDocument } from '../contract/operations.ts';
import { type Scenario, toScenario } from './scenarios.ts';

const contract = loadContract(OWN_CONTRACT);
const account = { email: 'ada@example.org', password: 'correct horse battery', token: 'a.b.c' };

function scenarioOf(id: string): Scenario {
  let count = 0;
  const freshEmail = () => `person-${count++}@example.org`;
  const operation = contract.operations.find((candidate) => candidate.id === id);
  assert.ok(operation);
  return toScenario(operation, { document: contract.document, account, freshEmail });
}

test('every operation of the contract has a scenario that expects success', () => {
  for (const { id, method, path, security } of contract.operations) {
    const scenario = scenarioOf(id);
    assert.equal(scenario.method, method);
    assert.equal(scenario.path, path);
    assert.ok(scenario.status >= 200 && scenario.status < 300, id);
    assert.equal(scenario.headers.authorization, security.length > 0 ? 'Bearer a.b.c' : undefined, id);
  }
});

test('every registration has an email of its own', () => {
  const { body, status } = scenarioOf('register');
  assert.equal(status, 201);
  assert.ok(body.kind === 'fresh');
  const [one, other] = [JSON.parse(body.next()), JSON.parse(body.next())];
  assert.notEqual(one.email, other.email);
  assert.equal(one.role, 'student');
});

test('a login and a token to verify are those of the person who was made', () => {
  const [login, verify] = [scenarioOf('login').body, scenarioOf('verify').body];
  assert.ok(login.kind === 'same' && verify.kind === 'same');
  assert.deepEqual(JSON.parse(login.text), { email: account.email, password: account.password });
  assert.deepEqual(JSON.parse(verify.text), { token: 'a.b.c' });
});

test("other bodies are the contract's own examples", () => {
  const { body, headers } = scenarioOf('updateProfile');
  assert.ok(body.kind === 'same');
  assert.deepEqual(JSON.parse(body.text), { firstName: 'Augusta Ada', bio: 'Wrote the first program.' });
  assert.equal(headers['content-type'], 'application/json');
});

test('what hashes passwords or asks the engine is told apart from what the framework bounds', () => {
  const bound = contract.operations.map(({ id }) => scenarioOf(id)).filter(({ boundBy }) => boundBy !== undefined);
  assert.deepEqual(bound.map(({ operation }) => operation).sort(), ['generate', 'login', 'register']);
});

const REFUSED: readonly (readonly [why: string, path: string, object: object, said: RegExp])[] = [
  ['has a path parameter', '/x/{id}', {}, /^op: no scenario yet for the parameters of \/x\/\{id\}$/],
  ['has no success', '/x', { responses: { 400: {} } }, /^op: the contract documents no success status$/],
  [
    'has no example of its body',
    '/x',
    { requestBody: { required: true, content: { 'application/json': {} } } },
    /^op: the contract has no example of its request body$/,
  ],
  ['needs a user, and there is none', '/x', { security: [{ bearer: [] }] }, /^op needs a signed-in user/],
];

for (const [why, path, object, said] of REFUSED) {
  test(`an operation is refused by name when it ${why}`, () => {
    const operation = { operationId: 'op', responses: { 200: {} }, ...object };
    const document: OpenApiDocument = {
      openapi: '3.0.3',
      info: { title: 't', version: '1' },
      paths: { [path]: { post: operation } },
    };
    const [derived] = deriveOperations(document);
    assert.ok(derived);
    assert.throws(() => toScenario(derived, { document, account: undefined, freshEmail: () => '' }), { message: said });
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { deriveOperations, type OpenApiDocument } from '../contract/operations.ts';
import { textOf } from './request-bodies.ts';
import { type Scenario, scenariosOf } from './scenarios.ts';

const contract = loadContract(OWN_CONTRACT);
const ada = { email: 'ada@example.org', password: 'correct horse battery', token: 'a.b.c' };
const eve = { email: 'eve@example.org', password: 'correct horse battery', token: 'd.e.f' };
const accounts = [ada, eve];

function scenariosFor(id: string): Scenario[] {
  let count = 0;
  const freshEmail = () => `person-${count++}@example.org`;
  const operation = contract.operations.find((candidate) => candidate.id === id);
  assert.ok(operation);
  return scenariosOf(operation, { document: contract.document, accounts, freshEmail });
}

function successOf(id: string): Scenario {
  const [success] = scenariosFor(id);
  assert.ok(success);
  return success;
}

function textsOf({ requests }: Scenario): unknown[] {
  return requests.map(({ body }) => JSON.parse(textOf(body) ?? 'null'));
}

test('every operation of the contract has a scenario that expects success, sent by each user in turn', () => {
  for (const { id, method, path } of contract.operations) {
    const scenario = successOf(id);
    assert.equal(scenario.name, id);
    assert.equal(scenario.method, method);
    assert.equal(scenario.path, path);
    assert.ok(scenario.status >= 200 && scenario.status < 300, id);
    const tokens = scenario.requests.map(({ headers }) => headers.authorization);
    assert.deepEqual(tokens, ['Bearer a.b.c', 'Bearer d.e.f'], id);
  }
});

test('every operation with a body has its 400, every secured one its 401, and only they', () => {
  for (const { id, bodyRequired, security } of contract.operations) {
    const refusals = scenariosFor(id).filter(({ outcome }) => outcome === 'refusal');
    const expected = [...(bodyRequired ? [`${id} 400`] : []), ...(security.length > 0 ? [`${id} 401`] : [])];
    assert.deepEqual(
      refusals.map(({ name }) => name),
      expected,
    );
    for (const { boundBy } of refusals) assert.equal(boundBy, undefined, 'nothing is hashed for a refusal');
  }
});

test('a bad body has one member of another type, and is sent by somebody who may send it', () => {
  const bad = scenariosFor('updateProfile').find(({ status }) => status === 400);
  assert.ok(bad);
  assert.deepEqual(textsOf(bad), [{ firstName: 0, bio: 'Wrote the first program.' }]);
  assert.equal(bad.requests[0]?.headers.authorization, 'Bearer a.b.c');
});

test('who is refused with 401 sends no token', () => {
  const [request] = scenariosFor('getProfile').find(({ status }) => status === 401)?.requests ?? [];
  assert.ok(request);
  assert.equal(request.headers.authorization, undefined);
});

test('every registration has an email of its own', () => {
  const { requests, status } = successOf('register');
  assert.equal(status, 201);
  const [request] = requests;
  assert.ok(request?.body.kind === 'fresh');
  const [one, other] = [JSON.parse(request.body.next()), JSON.parse(request.body.next())];
  assert.notEqual(one.email, other.email);
  assert.equal(one.role, 'student');
});

test('a login and a token to verify are those of the person who sends them', () => {
  assert.deepEqual(textsOf(successOf('login'))[1], { email: eve.email, password: eve.password });
  assert.deepEqual(textsOf(successOf('verify')), [{ token: 'a.b.c' }, { token: 'd.e.f' }]);
});

test("other bodies are the contract's own examples", () => {
  const scenario = successOf('updateProfile');
  assert.deepEqual(textsOf(scenario)[0], { firstName: 'Augusta Ada', bio: 'Wrote the first program.' });
  assert.equal(scenario.requests[0]?.headers['content-type'], 'application/json');
});

test('what hashes passwords or asks the engine is told apart from what the framework bounds', () => {
  const bound = contract.operations.map(({ id }) => successOf(id)).filter(({ boundBy }) => boundBy !== undefined);
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
    assert.throws(() => scenariosOf(derived, { document, accounts: [], freshEmail: () => '' }), { message: said });
  });
}

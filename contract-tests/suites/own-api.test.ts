import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GeneratedRequest } from '../generated/requests.ts';
import { ownRequests } from './own-api.ts';

const PERSON = { token: 'own-token', headers: [] };
const made = (operation: string, body: string | undefined, kind = 'valid'): GeneratedRequest => ({
  operation,
  kind,
  expectation: 'valid',
  keyword: undefined,
  method: 'POST',
  target: '/',
  headers: [],
  body,
});
const personal = (operation: string, body: string | undefined, kind?: string) =>
  ownRequests(made(operation, body, kind), PERSON, 'generated-7').body;

test('gives each registration an email of its own, in whatever case it is written and however often', () => {
  assert.equal(personal('register', '{"email":"a@b.de"}'), '{"email":"generated-7xa@b.de"}');
  assert.equal(
    personal('register', '{"email":"A.B@C.DE","email":"d@e.de"}'),
    '{"email":"generated-7xA.B@C.DE","email":"generated-7xd@e.de"}',
  );
});

test('keeps an email as long as it is where the contract bounds it, and one that is none as it is', () => {
  const long = `${'a'.repeat(242)}@example.org`;
  const [, email = ''] = /"email":"(.*)"/.exec(String(personal('register', `{"email":"${long}"}`))) ?? [];
  assert.equal(email.length, 254);
  assert.match(email, /^generated-7xaaa/);
  for (const text of ['{"email":"plain"}', '{"email":7}', '{"email":"@example.org"}', '{"email":" a@b.de"}'])
    assert.equal(personal('register', text), text);
});

test('asks about its own token where the request is to be a good one, and leaves all others alone', () => {
  assert.equal(personal('verify', '{"token":"x"}'), '{"token":"{token}"}');
  assert.equal(personal('verify', '{"token":""}', 'broken /body/token minLength'), '{"token":""}');
  assert.equal(personal('login', '{"email":"a@b.de"}'), '{"email":"a@b.de"}');
  assert.equal(personal('register', undefined), undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, differenceOf, mistakeOf } from './answers.ts';

const EXPECTED = { status: 200, mediaTypes: ['application/json'], varying: new Set(['id', 'token']) };

function answer(body: unknown, rest: Partial<Answer> = {}): Answer {
  return { status: 200, mediaType: 'application/json', body: JSON.stringify(body), ...rest };
}

test('a refusal is a mistake, and its body is quoted', () => {
  const refused = answer({ code: 'token_invalid' }, { status: 401, mediaType: 'application/problem+json' });
  assert.equal(mistakeOf(refused, EXPECTED), 'answered 401, not 200: {"code":"token_invalid"}');
});

test('another success, another media type and broken JSON are mistakes', () => {
  assert.match(mistakeOf(answer({}, { status: 204 }), EXPECTED) ?? '', /^answered 204, not 200/);
  assert.match(mistakeOf(answer({}, { mediaType: 'text/html' }), EXPECTED) ?? '', /media type "text\/html"/);
  assert.match(mistakeOf(answer({}, { body: '{"a":' }), EXPECTED) ?? '', /does not parse/);
  assert.equal(mistakeOf(answer({}), EXPECTED), undefined);
});

test('a body where the contract has none is a mistake', () => {
  const empty = { ...EXPECTED, status: 204, mediaTypes: [] };
  assert.equal(mistakeOf({ status: 204, mediaType: '', body: '' }, empty), undefined);
  assert.equal(mistakeOf({ status: 204, mediaType: '', body: 'x' }, empty), 'answered with a body: x');
});

test('ids and tokens may differ, the order of members too', () => {
  const baseline = answer({ user: { id: 'a', name: 'Ada' }, token: 'x' });
  const candidate = answer({ token: 'y', user: { name: 'Ada', id: 'b' } });
  assert.equal(differenceOf(baseline, candidate, EXPECTED), undefined);
});

const DIFFERENT: readonly (readonly [what: string, baseline: unknown, candidate: unknown, said: string])[] = [
  ['value', { user: { name: 'Ada' } }, { user: { name: 'Bob' } }, '/user/name: "Ada" and "Bob"'],
  ['type of a varying member', { id: 'a' }, { id: 1 }, '/id: <string> and <number>'],
  ['missing varying member', { id: 'a', x: 1 }, { x: 1 }, '/id: <string> and absent'],
  ['additional member', { x: 1 }, { x: 1, 'a/b': null }, '/a~1b: absent and null'],
  ['object for an array', { list: [] }, { list: {} }, '/list: [] and {}'],
  ['order in an array', [1, 2], [2, 1], '/0: 1 and 2'],
];

for (const [what, baseline, candidate, said] of DIFFERENT) {
  test(`finds another ${what}`, () => {
    assert.equal(differenceOf(answer(baseline), answer(candidate), EXPECTED), said);
  });
}

test('bodies that are not JSON are compared as they are', () => {
  const text = (body: string): Answer => ({ status: 200, mediaType: 'text/plain', body });
  assert.equal(differenceOf(text('a'), text('a'), EXPECTED), undefined);
  assert.equal(differenceOf(text('a'), text('b'), EXPECTED), 'bodies');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constantFieldsOf, headDifferenceOf } from './heads.ts';

const head = (...lines: string[]) => ['HTTP/1.1 200 OK', ...lines].join('\r\n');

test('what is of one answer may differ: its date, id and what is left of a budget', () => {
  const one = head('Date: Mon', 'X-Request-Id: a', 'RateLimit: "address-60";r=599;t=60');
  const other = head('Date: Tue', 'X-Request-Id: b', 'RateLimit: "address-60";r=1;t=2');
  assert.equal(headDifferenceOf(one, other, 'direct'), undefined);
});

const DIFFERENT: readonly (readonly [what: string, one: string, other: string])[] = [
  ['value', head('Vary: origin'), head('Vary: *')],
  ['case', head('Vary: origin'), head('vary: origin')],
  ['order', head('A: 1', 'B: 2'), head('B: 2', 'A: 1')],
  ['missing field', head('A: 1', 'B: 2'), head('A: 1')],
  ['additional field', head('A: 1'), head('A: 1', 'B: 2')],
  ['missing budget', head('RateLimit: "address-60";r=1;t=2'), head('RateLimit: ')],
];

for (const [what, one, other] of DIFFERENT) {
  test(`finds another ${what}`, () => assert.match(headDifferenceOf(one, other, 'direct') ?? '', /^the field "/));
}

test('a router may change case and order, and writes fields of its own; values and fields it must leave', () => {
  const direct = head('A: 1', 'B: 2', 'Connection: keep-alive');
  assert.equal(headDifferenceOf(direct, head('b: 2', 'a: 1', 'x-routed-to: express'), 'router'), undefined);
  assert.notEqual(headDifferenceOf(direct, head('b: 2', 'x-routed-to: express'), 'router'), undefined);
  assert.notEqual(headDifferenceOf(direct, head('b: 2', 'a: 3'), 'router'), undefined);
});

test('a bare application is given the fields that no answer has for itself alone', () => {
  const given = head('Vary: origin', 'Date: Mon', 'X-Request-Id: a', 'Content-Length: 3', 'Keep-Alive: timeout=72');
  assert.deepEqual(constantFieldsOf(given), { vary: 'origin' });
});

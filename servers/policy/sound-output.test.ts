import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSound, soundFields } from './sound-output.ts';

const UNSOUND: readonly (readonly [output: unknown, why: RegExp])[] = [
  [undefined, /answered nothing/],
  [null, /answered nothing/],
  ['a text', /answered nothing/],
  [[], /answered nothing/],
  [{}, /the status undefined; allowed are 200 to 599/],
  [{ status: 103 }, /the status 103/],
  [{ status: 199 }, /the status 199/],
  [{ status: 600 }, /the status 600/],
  [{ status: 200.5 }, /the status 200\.5/],
  [{ status: Number.NaN }, /the status NaN/],
  [{ status: '200' }, /the status "200"/],
  [{ status: 400, code: 'x' }, /the problem "x", which is none of the catalogue/],
  [{ status: 200, contentType: '' }, /no media type/],
  [{ status: 200, contentType: 'text' }, /no media type/],
  [{ status: 200, contentType: 'text/plain\n' }, /no media type/],
  [{ status: 200, contentType: 'text/plain; a=€' }, /no media type/],
  [{ status: 200, contentType: 5 }, /no media type/],
];

for (const [output, why] of UNSOUND) {
  test(`${JSON.stringify(output)} is no answer: ${why.source}`, () => {
    assert.throws(() => requireSound(output), why);
  });
}

test('an answer of any final status and media type is sound', () => {
  for (const output of [{ status: 200 }, { status: 599 }, { status: 200, contentType: 'text/csv ; charset=utf-8' }]) {
    requireSound(output);
  }
});

const FIELDS: readonly (readonly [headers: object | string, why: RegExp])[] = [
  ['x', /no headers/],
  [{ 'x a': 'b' }, /field "x a", which is no name/],
  [{ '': 'b' }, /field "", which is no name/],
  [{ 'X-A': 'a', 'x-a': 'b' }, /field x-a twice/],
  [JSON.parse('{"__proto__":"x"}') as object, /field __proto__, which is not its to set/],
  [{ 'x-a': undefined }, /field x-a, whose value is no text/],
  [{ 'x-a': null }, /field x-a, whose value is no text/],
  [{ 'x-a': ['a', {}] }, /field x-a, whose value is no text/],
  [{ 'x-a': '€' }, /field x-a, whose value has a character no field may have/],
  [{ 'x-a': 'a\r\nx-b: b' }, /field x-a, whose value has a character no field may have/],
  [{ 'x-a': ['a', 'a\0'] }, /field x-a, whose value has a character no field may have/],
  [{ 'Content-Type': 'text' }, /no media type/],
  ...['Content-Length', 'Transfer-Encoding', 'Trailer', 'Connection', 'Keep-Alive', 'Upgrade', 'TE'].map(
    (name) => [{ [name]: 'x' }, /which is not its to set/] as const,
  ),
];

for (const [headers, why] of FIELDS) {
  test(`the headers ${JSON.stringify(headers)} cannot be sent: ${why.source}`, () => {
    assert.throws(() => soundFields(headers), why);
  });
}

test('a value that cannot be sent is not told, it may be secret', () => {
  assert.throws(
    () => soundFields({ 'x-token': 's3cret\n' }),
    (error: Error) => !`${error.message}${error.stack}${String(error.cause)}`.includes('s3cret'),
  );
});

test('fields have names in lower case, one text or several', () => {
  const headers = { 'X-A': 'é', 'set-cookie': ['a=1', 'b=2'], 'x-count': 5, 'x-one': ['1'], 'x-none': [] };
  assert.deepEqual(soundFields(headers), { 'x-a': 'é', 'set-cookie': ['a=1', 'b=2'], 'x-count': '5', 'x-one': '1' });
  assert.deepEqual(soundFields(undefined), {});
});

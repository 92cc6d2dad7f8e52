import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { formOf, misfit, type ValueForm, widen } from './value-form.ts';

function formOfAll(values: readonly unknown[]): ValueForm {
  const [first = { samples: 0 }, ...others] = values.map((value) => formOf(JSON.stringify(value)));
  return others.reduce(widen, first);
}

const many = (make: (at: number) => unknown, count = 12) => Array.from({ length: count }, (_, at) => make(at));
const said = (form: ValueForm, ...values: readonly unknown[]) =>
  values.map((value) => misfit(form, JSON.stringify(value)));

test('an id keeps its kind, its characters and about its length, and is never empty', () => {
  assert.deepEqual(said(formOfAll(many(() => randomUUID(), 2)), randomUUID(), '', 'none', 'x'.repeat(36)), [
    ...[undefined, 'empty', 'no uuid', 'no uuid'],
  ]);
  const hex = formOfAll(many(() => randomBytes(12).toString('hex')));
  assert.deepEqual(said(hex, 'ab01'.repeat(6), 'zz01'.repeat(6), 'ab', 'a'.repeat(99)), [
    ...[undefined, 'no hexadecimal digits', 'shorter than 24 characters by far', 'longer than 24 characters by far'],
  ]);
  const words = formOfAll(['one', 'two words']);
  assert.deepEqual(said(words, 'three', 'x'), [undefined, undefined]);
});

test('a date stays a date of its kind', () => {
  const time = formOfAll([new Date(0).toISOString(), new Date(1).toISOString()]);
  assert.deepEqual(said(time, '2026-01-01T00:00:00+02:00', 'never', '2026-01-01'), [
    ...[undefined, 'no date-time', 'no date-time'],
  ]);
  assert.deepEqual(said(formOfAll([new Date(0).toUTCString()]), new Date(9).toUTCString(), 'now'), [
    ...[undefined, 'no HTTP date'],
  ]);
});

test('a number keeps its sign and stays an integer, where enough of them were seen', () => {
  const counter = formOfAll(many((at) => at + 98));
  assert.deepEqual(said(counter, 1000, 1.5, -1), [undefined, 'no integer', 'negative']);
  assert.deepEqual(said(formOfAll(many((at) => at / 7)), 3, -0.5), [undefined, 'negative']);
  assert.deepEqual(said(formOfAll([1, 2]), -1.5), [undefined]);
});

test('what the contract says of the place is held against the value too, if its pattern can be read', () => {
  const schema = { minimum: 5, pattern: '^[a-c]+$' };
  assert.deepEqual(said({ samples: 1, schema }, 5, 4, 'abc', 'abd'), [
    ...[undefined, 'out of the bounds of the contract', undefined, 'other than the pattern of the contract'],
  ]);
  assert.deepEqual(said({ samples: 1, schema: { format: 'date-time', pattern: '(' } }, 'never', new Date(0)), [
    ...['no date-time, as the contract says', undefined],
  ]);
  assert.deepEqual(said({ samples: 1 }, 'x', 1, true, null), [undefined, undefined, undefined, undefined]);
});

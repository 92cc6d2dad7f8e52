import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from './options.ts';

test('sends twenty thousand generated requests to each server unless told otherwise', () => {
  const parsed = readOptions([]);
  assert.equal(parsed.kind === 'options' && parsed.options.runs, 20_000);
});

test('takes the number of requests and their seed', () => {
  assert.deepEqual(readOptions(['--runs', '7', '--seed=0']), {
    kind: 'options',
    options: { runs: 7, seed: 0, save: false },
  });
});

test('saves findings only when it is told to', () => {
  const parsed = readOptions(['--save']);
  assert.equal(parsed.kind === 'options' && parsed.options.save, true);
});

test('helps', () => {
  for (const word of ['--help', '-h']) assert.deepEqual(readOptions([word]), { kind: 'help' });
});

for (const [words, message] of [
  [['--runs', '0'], /--runs "0" is wrong; allowed: a whole number from 1 to 10000000/],
  [['--runs', '1e3'], /--runs "1e3"/],
  [['--runs'], /--runs/],
  [['--seed', '-1'], /--seed/],
  [['--seed', '2147483648'], /allowed: a whole number from 0 to 2147483647/],
  [['--rnus', '7'], /--rnus/],
  [['20000'], /20000/],
] as const) {
  test(`refuses ${words.join(' ')} and says why`, () => {
    const parsed = readOptions(words);
    assert.ok(parsed.kind === 'mistake');
    assert.match(parsed.message, message);
  });
}

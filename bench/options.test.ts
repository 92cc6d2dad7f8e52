import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BenchmarkError } from './benchmark-error.ts';
import { parseOptions } from './options.ts';

const IDS = ['health', 'login'];

test('without words every operation is measured, with the documented defaults', () => {
  const defaults = { seconds: 5, rounds: 3, connections: 32, only: [], out: undefined };
  assert.deepEqual(parseOptions([], IDS), defaults);
});

test('--only may be given several times', () => {
  const { only, rounds } = parseOptions(['--only', 'health', '--only=login', '--rounds', '2'], IDS);
  assert.deepEqual(only, ['health', 'login']);
  assert.equal(rounds, 2);
});

const WRONG: readonly (readonly [words: readonly string[], said: RegExp])[] = [
  [['--seconds', '0'], /^--seconds="0" is wrong; allowed: a whole number from 1 to 600$/],
  [['--seconds', '1e2'], /^--seconds="1e2" is wrong; allowed: a whole number from 1 to 600$/],
  [['--rounds', '51'], /^--rounds="51" is wrong; allowed: a whole number from 1 to 50$/],
  [['--connections', ''], /^--connections="" is wrong; allowed: a whole number from 1 to 1000$/],
  [['--only', 'helth'], /^--only="helth" is wrong; allowed: health, login$/],
  [['--only'], /allowed: --seconds N, --rounds N/],
  [['--fast'], /^Unknown option '--fast'; allowed: --seconds N, --rounds N/],
  [['health'], /^Unexpected argument 'health'; allowed: --seconds N, --rounds N/],
];

for (const [words, said] of WRONG) {
  test(`says in one line what is wrong with: ${words.join(' ')}`, () => {
    assert.throws(
      () => parseOptions(words, IDS),
      (error) => error instanceof BenchmarkError && said.test(error.message) && !error.message.includes('\n'),
    );
  });
}

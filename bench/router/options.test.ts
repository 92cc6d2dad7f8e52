import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BenchmarkError } from '../benchmark-error.ts';
import { parseRouterOptions } from './options.ts';

const SUBJECTS = ['direct', 'router-50'];

test('without words everything is compared', () => {
  const { mode, quick, only, out } = parseRouterOptions([], SUBJECTS);
  assert.deepEqual([mode, quick, only, out], ['compare', false, [], undefined]);
});

test('--only may be given several times', () => {
  const words = ['--quick', '--only', 'direct', '--only=router-50', '--seconds', '0.5'];
  const { quick, only, seconds } = parseRouterOptions(words, SUBJECTS);
  assert.deepEqual([quick, only, seconds], [true, SUBJECTS, 0.5]);
});

const WRONG: readonly (readonly [words: readonly string[], said: RegExp])[] = [
  [['--seconds', '0'], /^--seconds="0" is wrong; allowed: a number from 0.1 to 600$/],
  [['--rounds', '1.5'], /^--rounds="1.5" is wrong; allowed: a whole number from 1 to 50$/],
  [['--connections', '9000'], /^--connections="9000" is wrong; allowed: a whole number from 1 to 4000$/],
  [['--only', 'ngnix'], /^--only="ngnix" is wrong; allowed: direct, router-50$/],
  [['--memory', '--profile'], /^--memory and --profile are two runs; give one of them$/],
  [['--out', ''], /^--out="" is wrong; allowed: a path$/],
  [['--fast'], /^Unknown option '--fast'; allowed: --quick, --only NAME/],
];

for (const [words, said] of WRONG) {
  test(`says in one line what is wrong with: ${words.join(' ')}`, () => {
    assert.throws(
      () => parseRouterOptions(words, SUBJECTS),
      (error) => error instanceof BenchmarkError && said.test(error.message) && !error.message.includes('\n'),
    );
  });
}

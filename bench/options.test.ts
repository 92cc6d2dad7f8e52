import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions } from './options.ts';
import { SUBJECT_NAMES } from './report.ts';

const parse = (...words: string[]) => parseOptions(words, ['health', 'login']);

test('without a word it is a full run of everything', () => {
  const { mode, rounds, seconds, connections, only, subjects, out, profile, check } = parse();
  assert.deepEqual(
    { mode, rounds, seconds, connections, only },
    { mode: 'full', rounds: 9, seconds: 0.7, connections: 32, only: [] },
  );
  assert.deepEqual(subjects, SUBJECT_NAMES);
  assert.deepEqual({ out, profile, check }, { out: undefined, profile: false, check: false });
});

test('words override what the mode says', () => {
  const options = parse('--quick', '--rounds', '7', '--only', 'login', '--subject', 'raw', '--subject', 'express');
  assert.equal(options.mode, 'quick');
  assert.equal(options.rounds, 7);
  assert.ok(options.seconds < 1);
  assert.deepEqual(options.only, ['login']);
  assert.deepEqual(options.subjects, ['express', 'raw']);
});

const WRONG: readonly (readonly [words: readonly string[], said: RegExp])[] = [
  [['--rounds', '0'], /^--rounds="0" is wrong; allowed: a whole number from 1 to 50$/],
  [['--seconds', 'x'], /^--seconds="x" is wrong; allowed: a number from 0\.1 to 600$/],
  [['--connections', '1.5'], /^--connections="1\.5" is wrong; allowed: a whole number from 1 to 1000$/],
  [['--only', 'nothing'], /^--only="nothing" is wrong; allowed: health, login$/],
  [['--subject', 'koa'], /^--subject="koa" is wrong; allowed: express, fastify, raw, /],
  [['--out', ''], /^--out="" is wrong; allowed: a path$/],
  [['--memory', '--minutes', 'ten'], /^--minutes="ten" is wrong; allowed: a number from 0\.1 to 600$/],
  [['--minutes', '3'], /^--minutes is the length of --memory$/],
  [['--memory', '--quick'], /^--memory and --quick do not go together$/],
  [['--commit', '--quick'], /^--commit is for whole runs, so --quick does not go with it$/],
  [['--commit', '--memory', '--minutes', '2'], /^--commit is for whole runs, so --minutes does not go with it$/],
  [['--fast'], /^Unknown option '--fast'.*; allowed: --quick, /],
];

for (const [words, said] of WRONG) {
  test(`${words.join(' ')} is refused in one line that says what is allowed`, () => {
    assert.throws(() => parse(...words), { name: 'BenchmarkError', message: said });
  });
}

test('a soak lasts ten minutes unless told otherwise', () => {
  assert.equal(parse('--memory').memoryMinutes, 10);
  assert.equal(parse('--memory', '--minutes', '0.5').memoryMinutes, 0.5);
  assert.equal(parse('--quick').memoryMinutes, undefined);
});

test('what is committed shows where the time goes', () => {
  const profiles = (...words: string[]) => parseOptions(words, []).profile;
  assert.deepEqual([profiles(), profiles('--commit'), profiles('--commit', '--memory')], [false, true, false]);
});

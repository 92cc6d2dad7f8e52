import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsForFile, workerArguments } from './worker-process.ts';

test('passes on the arguments for Node, but not what it runs, nor a port of its own', () => {
  const cases = [
    [
      ['--max-old-space-size=200', '--enable-source-maps'],
      ['--max-old-space-size=200', '--enable-source-maps'],
    ],
    [['--input-type=module', '-e', 'run()', '--no-warnings'], ['--no-warnings']],
    [['--eval=run()', '--inspect=127.0.0.1:9229', '--test', '--test-isolation=process'], []],
  ] as const;
  for (const [given, kept] of cases) assert.deepEqual(argumentsForFile(given), kept);
});

test('lets what is set for the front prevail over the room that a worker gets', () => {
  const [ours = '', ...given] = workerArguments(['--max-semi-space-size=32', '--no-warnings']);
  assert.match(ours, /^--max-semi-space-size=\d+$/);
  assert.deepEqual(given, ['--max-semi-space-size=32', '--no-warnings']);
});

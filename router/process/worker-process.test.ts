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

test('lets what is set for the front prevail over what a worker gets by default', () => {
  const given = ['--max-semi-space-size=32', '--allocation-site-pretenuring', '--no-warnings'];
  const passed = workerArguments(given);
  const ours = passed.slice(0, -given.length);
  assert.deepEqual(passed.slice(-given.length), given);
  assert.ok(ours.some((argument) => argument.startsWith('--max-semi-space-size=')));
  assert.ok(ours.includes('--no-allocation-site-pretenuring'));
});

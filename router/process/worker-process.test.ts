import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsForFile } from './worker-process.ts';

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

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finding, greenResult } from './fixtures/results.ts';
import { howToSendAgain, seedOfRun, sendable } from './send-again.ts';

const red = {
  ...greenResult(),
  findings: [
    { ...finding, request: { raw: 'GET /api', curl: "curl --http1.1 -X GET 'http://127.0.0.1:40001/api' -H 'A: b'" } },
  ],
};

test('a command names the server by a variable, as that of the run is gone', () => {
  const [result] = sendable([red]);
  assert.deepEqual(result?.findings[0]?.request, {
    raw: 'GET /api',
    curl: `curl --http1.1 -X GET "$EXPRESS_URL"'/api' -H 'A: b'`,
  });
});

test('says how to start servers under the seed of the run', () => {
  const lines = howToSendAgain([red], 7).join('\n');
  assert.ok(lines.includes(`LOCKSTEP_TEST_SEED=${seedOfRun(7)} `), lines);
  assert.doesNotMatch(lines, /JWT_EXPIRES_IN/);
  const both = howToSendAgain([red, { ...red, suite: 'sequences' }], 7).join('\n');
  assert.match(both, /LOCKSTEP_TEST_SEED=suites JWT_EXPIRES_IN=7d {2}# for what sequences found$/m);
});

test('says nothing where there is no request to send again', () => {
  assert.deepEqual(howToSendAgain([greenResult(), { ...red, findings: [{ ...finding, request: undefined }] }], 7), []);
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { startPair } from '../contract-tests/pair.ts';
import { registerAccount } from './account.ts';
import { BenchmarkError } from './benchmark-error.ts';
import { createProgress } from './progress.ts';
import { runScenario } from './run.ts';
import { toScenario } from './scenarios.ts';
import type { Report } from './table.ts';

const ENTRY = fileURLToPath(new URL('benchmark.ts', import.meta.url));
const benchmark = (words: readonly string[]) => promisify(execFile)(process.execPath, [ENTRY, ...words]);

test('measures a real pair, after it checked both answers', { timeout: 60_000 }, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  t.after(() => rm(directory, { recursive: true }));
  const out = join(directory, 'results.json');
  const { stdout, stderr } = await benchmark(['--only', 'health', '--rounds', '1', '--seconds', '1', '--out', out]);
  assert.match(stdout, /answers checked before timing/);
  assert.match(stdout, /^health +\d+\.\d\d \(/m);
  assert.match(stderr, /^\[3\/4\] health: express, round 1 of 1, \d+ s left$/m);

  const { results, machine, options } = JSON.parse(await readFile(out, 'utf8')) as Report;
  assert.equal(options.seconds, 1);
  assert.equal(machine.versions.node, process.version);
  const [health] = results;
  assert.deepEqual(health?.checked, { status: 200, mediaType: 'application/json' });
  assert.deepEqual(
    health?.measurements.map(({ server }) => server),
    ['express', 'fastify'],
  );
  for (const { requests } of health?.measurements ?? []) assert.ok(requests > 0);
});

test('refuses a scenario that is answered 401 or answered differently, before it times anything', async (t) => {
  const contract = loadContract(OWN_CONTRACT);
  const pair = await startPair({ env: { RATE_LIMIT: 'off' } });
  t.after(() => pair.stop());
  let loads = 0;
  const bench = {
    pair,
    options: { seconds: 1, rounds: 1, connections: 1 },
    progress: createProgress({ write: () => true }, [], () => 0),
    signal: new AbortController().signal,
    load: async () => {
      loads += 1;
      throw new BenchmarkError('must not be timed');
    },
  };
  const account = await registerAccount(contract, pair.urls.express, 'ada@example.org');
  const scenarioOf = (id: string) => {
    const operation = contract.operations.find((candidate) => candidate.id === id);
    assert.ok(operation);
    return toScenario(operation, { document: contract.document, account, freshEmail: () => 'eve@example.org' });
  };

  const signedOut = { ...scenarioOf('getProfile'), headers: { authorization: 'Bearer planted' } };
  await assert.rejects(runScenario(signedOut, bench), {
    name: 'BenchmarkError',
    message: /^getProfile: not timed, because express answered 401, not 200: /,
  });

  // Two registrations differ in the id and email of their users; here only the token may.
  const strict = { ...scenarioOf('register'), varying: new Set(['token']), body: freshPerson() };
  await assert.rejects(runScenario(strict, bench), {
    name: 'BenchmarkError',
    message: /^register: the servers differ, so it is not timed: \/user\/\w+: /,
  });
  assert.equal(loads, 0);

  await assert.rejects(runScenario(scenarioOf('getProfile'), bench), {
    message: 'getProfile: aborted, because express under load must not be timed',
  });
  assert.equal(loads, 1);
});

test('a wrong option is one line and exit code 1', async () => {
  await assert.rejects(benchmark(['--only', 'nothing']), { code: 1, stdout: '', stderr: /^benchmark: --only=.*\n$/ });
});

function freshPerson() {
  let count = 0;
  const person = { password: 'correct horse battery', firstName: 'Eve', lastName: 'Example', role: 'student' };
  return {
    kind: 'fresh',
    next: () => JSON.stringify({ ...person, email: `eve-${count++}@example.org` }),
  } as const;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { soak } from './soak.ts';

const contract = loadContract(OWN_CONTRACT);

function soakWith(steps: string[], environment = {}) {
  const createProgress = () => ({ step: (what: string) => void steps.push(what), end: () => {} });
  const { signal } = new AbortController();
  const options = { minutes: 0.1, only: ['health', 'getProfile'], warn: () => {} };
  return soak({ contract, subjects: ['express', 'fastify'], createProgress, signal, environment, ...options });
}

test('real servers get the same load at the same time, and their memory is told at every moment', {
  timeout: 90_000,
}, async () => {
  const steps: string[] = [];
  const { subjects, scenarios, kind } = await soakWith(steps);
  assert.equal(kind, 'soak');
  assert.deepEqual(
    subjects.map(({ name }) => name),
    ['express', 'fastify'],
  );
  assert.deepEqual(scenarios.map(({ name }) => name).sort(), ['getProfile', 'getProfile 401', 'health']);
  const [express, fastify] = subjects;
  assert.ok((express?.requests ?? 0) > 10);
  assert.equal(express?.requests, fastify?.requests);
  for (const { memory } of subjects) {
    for (const moment of ['atRest', 'warm', 'underLoad', 'after'] as const) {
      assert.ok((memory[moment].heapUsedBytes ?? 0) > 1e6, moment);
    }
    if (process.platform === 'linux') assert.ok(memory.overTime.length > 0);
  }
  assert.ok(steps.some((step) => /requests\/s each$/.test(step)));
});

test('nothing is put under load where one subject answers 401', { timeout: 60_000 }, async () => {
  const steps: string[] = [];
  await assert.rejects(soakWith(steps, { fastify: { JWT_SECRET: 'a secret of its own, of more than 32 bytes' } }), {
    name: 'BenchmarkError',
    message: /^getProfile: not timed, because fastify answered 401, not 200: /,
  });
  assert.deepEqual(steps, []);
});

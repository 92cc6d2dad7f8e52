import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { driftOf, measureMemory } from './memory.ts';
import { renderMemoryReport } from './memory-report.ts';
import { SUBJECTS } from './subjects.ts';
import { trafficOf } from './traffic.ts';

test('drift is what the last third has over the middle one; the first is warming up', () => {
  assert.equal(driftOf([10, 50, 90, 100, 101, 100, 100, 100, 102]), 0);
  assert.equal(driftOf([10, 20, 30, 40, 50, 60, 70, 80, 90]), 30);
});

test('a small run asks a router for everything that the long one does', {
  timeout: 60_000,
  skip: process.platform !== 'linux',
}, async () => {
  const [figures] = await measureMemory({
    subjects: SUBJECTS.filter(({ name }) => name === 'router-50'),
    traffic: trafficOf(loadContract(OWN_CONTRACT)),
    signal: new AbortController().signal,
    amounts: { requests: 400, bodyBytes: 1024 * 1024, idleConnections: 7, idleSeconds: 0 },
  });
  assert.ok(figures);
  assert.deepEqual(figures.idle.connections, 7);
  assert.equal(figures.idle.answered, 7);
  assert.ok((figures.afterRequests.at(-1)?.requests ?? 0) >= 400);
  assert.match(renderMemoryReport([figures]), /^7 idle connections +\d+\.\d MiB +7 answered again +met$/m);
});

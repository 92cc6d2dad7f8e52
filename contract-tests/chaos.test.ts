import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChaos } from './chaos/run.ts';
import { toTable } from './chaos/table.ts';

/** A short run; `npm run chaos` is the whole one. */
test('while workers, servers and proofs go, users meet nothing that is not promised', async (t) => {
  const result = await runChaos({ seconds: 25, seed: 1, requestsPerSecond: 100, say: (line) => t.diagnostic(line) });
  assert.deepEqual(result.failures, [], toTable(result));
  if (result.inconclusive !== undefined) t.skip(result.inconclusive);
});

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { runGenerated } from './generated/run.ts';
import { type Pair, startPair } from './pair.ts';

const RUNS = Number(process.env.GENERATED_RUNS ?? 2000);
const SEED = Number(process.env.GENERATED_SEED ?? 20_260_101);

describe('both servers answer generated requests with the same bytes', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair({
      databases: 'separate',
      env: { NODE_ENV: 'test', LOCKSTEP_TEST_SEED: 'generated', LOG_LEVEL: 'error', AI_TIMEOUT_MS: '60000' },
    });
  });
  after(() => pair.stop());

  test(`in ${RUNS} runs from the seed ${SEED}`, async () => {
    const { express: baseline, fastify: candidate } = pair.urls;
    const contract = loadContract(OWN_CONTRACT);
    const report = await runGenerated({ contract, baseline, candidate, seed: SEED, runs: RUNS });
    console.log(`${report.runs} requests to each server in ${report.seconds.toFixed(1)} s`, report.statuses);
    assert.equal(report.counterexample, undefined);
    assert.equal(report.runs, RUNS);
    assert.deepEqual(Object.keys(report.operations).sort(), contract.operations.map(({ id }) => id).sort());
    for (const status of ['200', '201', '400', '401', '405', '415']) assert.ok(report.statuses[status], status);
  });
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Pair, startPair } from './pair.ts';
import { loadKnownDifferences, OWN_KNOWN_DIFFERENCES } from './suites/known-differences.ts';
import { redLines } from './suites/red-lines.ts';
import { cases } from './wire/cases/index.ts';
import { isGreen, runCases } from './wire/run-cases.ts';
import { watchState } from './wire/state.ts';
import { settle } from './wire/world.ts';

/**
 * The same bytes to both servers, each on a database of its own under one seed: what comes back must be the same bytes, and what a
 * case writes the same rows.
 */
describe('both servers answer with the same bytes', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair({ databases: 'separate', env: { NODE_ENV: 'test', LOCKSTEP_TEST_SEED: 'wire' } });
  });
  after(() => pair.stop());

  test(`in all ${cases.length} wire cases`, async () => {
    const { express: baseline, fastify: candidate } = pair.urls;
    const world = await settle([baseline, candidate]);
    const state = {
      baseline: watchState(join(pair.dataDirs.express, 'lockstep.sqlite')),
      candidate: watchState(join(pair.dataDirs.fastify, 'lockstep.sqlite')),
    };
    const readState = async () => ({ baseline: state.baseline.changed(), candidate: state.candidate.changed() });
    const results = await runCases(cases, { baseline, candidate, world, sendCaseId: true, readState });
    state.baseline.close();
    state.candidate.close();
    assert.equal(results.length, cases.length);
    const known = loadKnownDifferences(OWN_KNOWN_DIFFERENCES);
    const red = results
      .map((result) => ({ ...result, differences: known.sift(result, result.differences) }))
      .filter((result) => !isGreen(result));
    assert.deepEqual(red.map(redLines), []);
  });
});

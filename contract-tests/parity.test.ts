import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Pair, startPair } from './pair.ts';
import { loadKnownDifferences, OWN_KNOWN_DIFFERENCES } from './suites/known-differences.ts';
import { databasesOf } from './suites/own-api.ts';
import { redLines } from './suites/red-lines.ts';
import { cases } from './wire/cases/index.ts';
import { isGreen } from './wire/run-cases.ts';
import { runWatched } from './wire/run-watched.ts';
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
    const results = await runWatched(cases, databasesOf(pair), { baseline, candidate, world, sendCaseId: true });
    assert.equal(results.length, cases.length);
    const known = loadKnownDifferences(OWN_KNOWN_DIFFERENCES);
    const red = results
      .map((result) => ({ ...result, differences: known.sift(result, result.differences) }))
      .filter((result) => !isGreen(result));
    assert.deepEqual(red.map(redLines), []);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { describe as inWords } from '../parity/describe.ts';
import { type Pair, startPair } from './pair.ts';
import { cases } from './wire/cases/index.ts';
import { isGreen, runCases } from './wire/run-cases.ts';
import { settle } from './wire/world.ts';

/** What no seed holds still: minted ids, times of the moment, and what is left of a budget that both servers draw from. */
const VOLATILE = {
  volatileHeaders: ['x-request-id', 'ratelimit'],
  volatilePlaces: ['/requestId', '/token'],
};

/**
 * The test seed changes where times and ids come from; that it hides nothing else shows here: both servers as they run in
 * production, on one database, without a seed.
 */
describe('both servers answer alike in production, without a seed', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair({ env: { NODE_ENV: 'production', RATE_LIMIT: 'off' } });
  });
  after(() => pair.stop());

  // What one server has written the other finds: cases that write would not be the same case twice.
  const reading = cases.filter(({ stateful }) => stateful !== true);

  test(`in the ${reading.length} wire cases that write nothing`, async () => {
    const { express: baseline, fastify: candidate } = pair.urls;
    const world = await settle([baseline]);
    const results = await runCases(reading, { baseline, candidate, world, rules: VOLATILE });
    const faults = results
      .filter((result) => !isGreen(result))
      .map(({ case: name, differences, unmet }) => [
        name,
        ...differences.map(inWords),
        ...unmet.baseline.map((line) => `express: ${line}`),
        ...unmet.candidate.map((line) => `fastify: ${line}`),
      ]);
    assert.deepEqual(faults, []);
  });
});

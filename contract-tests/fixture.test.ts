import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadContract } from '../contract/document.ts';
import { describe as inWords } from '../parity/describe.ts';
import { cases } from './fixture/cases/index.ts';
import { startFixturePair } from './fixture/pair.ts';
import { settle } from './fixture/world.ts';
import type { Pair } from './pair.ts';
import { isGreen, runCases } from './wire/run-cases.ts';
import { watchState } from './wire/state.ts';

describe('both servers answer another contract with the same bytes', () => {
  let pair: Pair;
  before(async () => {
    pair = await startFixturePair();
  });
  after(() => pair?.stop());

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

  test('every operation has a case', () => {
    const { operations } = loadContract(new URL('fixture/openapi.yaml', import.meta.url));
    const exercised = new Set(cases.map(({ operation }) => operation));
    assert.deepEqual(
      operations.filter(({ id }) => !exercised.has(id)).map(({ id }) => id),
      [],
    );
  });
});

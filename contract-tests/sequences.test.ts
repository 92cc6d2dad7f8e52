import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { describe as describeDifference } from '../parity/describe.ts';
import { type Pair, startPair } from './pair.ts';
import { runSequences, type SequenceSubjects } from './sequences/run.ts';
import { databasesOf, OWN_SERVERS, ownSubjects } from './suites/own-api.ts';
import { type StateWatch, watchState } from './wire/state.ts';

const SEQUENCES = Number(process.env.SEQUENCES ?? 60);
const SEED = Number(process.env.SEQUENCES_SEED ?? 20_260_101);

describe('both servers go through sequences of requests alike, as the model says', () => {
  let pair: Pair;
  let subjects: SequenceSubjects;
  const watches: StateWatch[] = [];
  before(async () => {
    pair = await startPair(OWN_SERVERS);
    const databases = databasesOf(pair);
    const [baseline, candidate] = [watchState(databases.baseline), watchState(databases.candidate)];
    watches.push(baseline, candidate);
    const state = async () => ({ baseline: baseline.changed(), candidate: candidate.changed() });
    subjects = { ...ownSubjects(pair), state };
  });
  after(async () => {
    for (const watch of watches) watch.close();
    await pair.stop();
  });

  test(`in ${SEQUENCES} sequences from the seed ${SEED}`, async () => {
    const { findings, cases, operations } = await runSequences(subjects, { seed: SEED, sequences: SEQUENCES });
    const faults = findings.map(({ why, differences, unmet, request }) =>
      [why, ...differences.map(describeDifference), ...unmet.baseline, ...unmet.candidate, request?.raw].join('\n'),
    );
    assert.deepEqual(faults, []);
    assert.equal(cases, SEQUENCES);
    const statuses = (operation: string) => Object.keys(operations[operation]?.statuses ?? {});
    assert.deepEqual(statuses('register'), ['201', '400', '409']);
    assert.deepEqual(statuses('login'), ['200', '401']);
    assert.deepEqual(statuses('generate'), ['200', '401', '403']);
    assert.deepEqual(statuses('updateProfile'), ['200', '400', '401']);
    for (const operation of ['verify', 'getProfile', 'capabilities'])
      assert.deepEqual(statuses(operation), ['200', '401'], operation);
  });
});

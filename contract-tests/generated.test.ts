import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { describe as describeDifference } from '../parity/describe.ts';
import { keywordsByOperation } from './generated/cases.ts';
import type { Judge } from './generated/hooks.ts';
import { runGenerated } from './generated/run.ts';
import { type Pair, startPair } from './pair.ts';
import { OWN_SERVERS, ownRequests, ownSubjects } from './suites/own-api.ts';

const RUNS = Number(process.env.GENERATED_RUNS ?? 2000);
const SEED = Number(process.env.GENERATED_SEED ?? 20_260_101);

describe('both servers answer generated requests with the same bytes', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair(OWN_SERVERS);
  });
  after(() => pair.stop());

  test(`in ${RUNS} runs from the seed ${SEED}`, async () => {
    const subjects = ownSubjects(pair);
    const { cases, durationMs, operations, findings } = await runGenerated(subjects, {
      seed: SEED,
      runs: RUNS,
      personalise: ownRequests,
      judge: acceptsWhatIsValid,
    });
    console.log(`${cases} requests to each server in ${(durationMs / 1000).toFixed(1)} s`);
    const faults = findings.map(({ case: name, differences, unmet, request }) =>
      [
        name,
        ...differences.map(describeDifference),
        ...unmet.baseline,
        ...unmet.candidate,
        request.raw,
        request.curl,
      ].join('\n'),
    );
    assert.deepEqual(faults, []);
    assert.equal(cases, RUNS);
    const { contract } = subjects;
    const tallies = Object.values(operations);
    assert.deepEqual(
      Object.keys(operations),
      contract.operations.map(({ id }) => id),
    );
    assert.ok(tallies.every(({ cases: own }) => own > 0));
    for (const status of ['200', '201', '400', '401', '404', '405', '415'])
      assert.ok(
        tallies.some(({ statuses }) => statuses[status]),
        status,
      );
    if (RUNS < 100) return;
    for (const [id, { reachable }] of Object.entries(keywordsByOperation(contract)))
      assert.deepEqual(Object.keys(operations[id]?.keywords ?? {}).sort(), [...reachable].sort(), id);
  });
});

/** What is valid may still be refused for what it means (a wrong password), not for its form; what is invalid is refused for its form. */
const acceptsWhatIsValid: Judge = (_operation, expectation, { headers }, { status }) => {
  const isTyped = headers.some(([name]) => name === 'Content-Type');
  const refusal = isTyped || expectation !== 'invalid' ? [400] : [400, 415];
  if (expectation === 'valid') return status < 400 || [401, 403, 409].includes(status) ? [] : [`valid, but ${status}`];
  return expectation === 'invalid' && !refusal.includes(status) ? [`invalid, but ${status}`] : [];
};

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { type PairOptions, type ServerName, startPair } from '../pair.ts';
import { sharedCode } from '../power/faults/shared-code.ts';
import { withPlant } from '../power/process-plant.ts';
import { runOwnSequences } from '../prove/sequences.ts';
import type { SuiteResult } from '../suites/suite-result.ts';
import { runProduction } from './suite.ts';

/** Starts pairs with these faults in some of the servers. */
function startWith(faults: readonly string[], servers: readonly ServerName[]) {
  const edits = faults.flatMap((name) => {
    const fault = sharedCode.find((one) => one.name === `shared: ${name}`);
    assert.ok(fault !== undefined, name);
    return fault.apply.edits ?? [];
  });
  const planted = servers.reduce((others, server) => withPlant({ server, edits }, others), '');
  return ({ env = {}, ...options }: PairOptions = {}) =>
    startPair({ ...options, env: { ...env, NODE_OPTIONS: planted } });
}

/** Chance decides whether two requests at once meet between a lookup and its insert. */
const DECIDED_BY_CHANCE = 'of two who register one email at once, one on each server, one wins';

const linesOf = ({ findings }: SuiteResult, side: 'baseline' | 'candidate') =>
  Object.fromEntries(
    findings
      .filter(({ case: name }) => name !== DECIDED_BY_CHANCE)
      .map(({ case: name, unmet }) => [name, unmet[side].length]),
  );

describe('what must be true of each server in production', () => {
  test('is true of both', async () => {
    const result = await runProduction({ start: startWith([], []) });
    assert.deepEqual(
      result.findings.map(({ case: name, unmet }) => [name, unmet]),
      [],
    );
    assert.deepEqual(Object.keys(result.operations).sort(), ['generate', 'login', 'register']);
  });

  test('is seen not to be where both servers run the same faults', async () => {
    const faults = [
      'accounts of the old backend are refused',
      'passwords are cut to 72 characters',
      'an email is looked up before it is inserted',
      'each server counts its own budgets',
      'unexpected errors tell their cause',
    ];
    const result = await runProduction({ start: startWith(faults, ['express', 'fastify']) });
    assert.deepEqual(linesOf(result, 'baseline'), {
      'an account of the old backend signs in, and its hash is renewed': 3,
      'passwords that differ behind 72 characters are different passwords': 2,
      'an email that somebody takes meanwhile is taken': 1,
      'both servers draw from one budget': 1,
      'an error that nobody expected says nothing of its cause': 2,
    });
    assert.deepEqual(linesOf(result, 'candidate'), linesOf(result, 'baseline'));
  });

  test('is seen not to be where one of them runs others, and which one', async () => {
    const faults = ['old hashes are not renewed', 'each server counts its own budgets'];
    const result = await runProduction({ start: startWith(faults, ['fastify']) });
    assert.deepEqual(linesOf(result, 'candidate'), {
      'an account of the old backend signs in, and its hash is renewed': 1,
      'both servers draw from one budget': 1,
    });
    assert.deepEqual(linesOf(result, 'baseline'), {
      'an account of the old backend signs in, and its hash is renewed': 0,
      'both servers draw from one budget': 1,
    });
  });
});

test('the model of the sequences knows when a known token ends, and where a password ends, also where both servers do not', async () => {
  const contract = loadContract(OWN_CONTRACT);
  for (const [fault, line] of [
    ['a known token lives a second too long', 'read: status 200, the model says 401'],
    ['passwords are cut to 72 characters', 'login: status 200, the model says 401'],
  ] as const) {
    const { findings } = await runOwnSequences({
      subjects: { contract },
      options: { seed: 1, runs: 1, save: false },
      start: startWith([fault], ['express', 'fastify']),
      onProgress: () => {},
    });
    const seen = findings.map(({ unmet }) => unmet);
    assert.ok(
      seen.some(({ baseline, candidate }) => baseline.includes(line) && candidate.includes(line)),
      `${fault}: ${JSON.stringify(seen)}`,
    );
  }
});

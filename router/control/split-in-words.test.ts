import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPEN } from '../gate/verdict.ts';
import { OPERATIONS, type Running, start } from '../rollout/fixture.ts';
import { lastShareChangeIn, type SplitSources, splitInWords } from './split-in-words.ts';

const NO_PROOF = ['there is no proof; npm run prove makes one'];

test('says the share in effect', async () => {
  const running = await start();
  assert.match(wordsOf(running), /^0 % of the users to Fastify: nobody has asked for more; npm run rollout/);
  await running.rollout.set('*', 25, 'operator', 'a try');
  assert.equal(wordsOf(running), '25 % of the users to Fastify');
  assert.equal(wordsOf(running, { requested: 25 }), '25 % of the users to Fastify');
  await running.rollout.set('addUser', 5, 'operator', 'careful');
  assert.equal(wordsOf(running, { requested: 0 }), '5 to 25 %, by operation, of the users to Fastify');
});

test('says why it is 0, and what was asked for', async () => {
  const running = await start();
  const closed = { verdict: () => ({ againstRaising: NO_PROOF, againstStaying: NO_PROOF }) };
  assert.equal(wordsOf(running, closed), `0 % of the users to Fastify: ${NO_PROOF[0]}`);
  assert.equal(
    wordsOf(running, { ...closed, requested: 10 }),
    `0 % of the users to Fastify, 10 % asked for: ${NO_PROOF[0]}`,
  );
  await running.rollout.set('*', 50, 'operator', 'a try');
  await running.rollout.trip('*', { verdict: '*: 2 probes failed: trip', recovery: 'trial' });
  assert.equal(wordsOf(running), '0 % of the users to Fastify: *: 2 probes failed: trip');
  await running.rollout.rollBack('*', 'gate', 'the candidate is another build');
  assert.equal(wordsOf(running), '0 % of the users to Fastify: gate: the candidate is another build');
  await running.rollout.recover('*', 'operator', 'repaired');
  assert.equal(wordsOf(running), '0 % of the users to Fastify: gate: the candidate is another build');
  running.rollout.hold('not yet verified which servers run');
  assert.equal(wordsOf(running), '0 % of the users to Fastify: not yet verified which servers run');
});

function wordsOf({ rollout }: Running, sources: Partial<SplitSources> = {}): string {
  return splitInWords({
    operationIds: OPERATIONS,
    state: rollout.state(),
    effective: rollout.effective(),
    held: rollout.held(),
    requested: undefined,
    verdict: () => OPEN,
    lastShareChange: lastShareChangeIn(rollout.history({}).entries),
    ...sources,
  });
}

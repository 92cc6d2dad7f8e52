import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gate } from '../gate/gate.ts';
import { type GateVerdict, OPEN } from '../gate/verdict.ts';
import { isEntry } from '../rollout/entry-form.ts';
import { OPERATIONS, type Running, restart, start } from '../rollout/fixture.ts';
import { createGatekeeper } from './gatekeeper.ts';

const VIOLATION = { verdict: 'answers broke the contract', recovery: 'person' } as const;
/** Later than the clock of the fixture's rollout, 2026-01-02. */
const LATER = '2026-06-01T00:00:00.000Z';
const EARLIER = '2026-01-01T00:00:00.000Z';

test('lets a violation go by another proof that was issued after it', async () => {
  const running = await start();
  await running.rollout.trip('listUsers', { ...VIOLATION, proof: 'a' });
  await keepBy(running, 'b', LATER);
  assert.deepEqual(running.rollout.state().trips, {});
});

/** A clock that was wrong at the trip, or was set back, stamps it before the proof under which the violation happened. */
test('lets a violation not go by the proof that was there when it happened, whatever the clock said', async () => {
  const running = await start();
  await running.rollout.trip('listUsers', { ...VIOLATION, proof: 'a' });
  await keepBy(running, 'a', LATER);
  assert.deepEqual(Object.keys(running.rollout.state().trips), ['listUsers']);
  const again = await restart(running.disk.file());
  await keepBy(again, 'a', LATER);
  assert.deepEqual(Object.keys(again.rollout.state().trips), ['listUsers']);
  await keepBy(again, 'b', LATER);
  assert.deepEqual(again.rollout.state().trips, {});
});

test('lets a violation not go by another proof that is older', async () => {
  const running = await start();
  await running.rollout.trip('listUsers', { ...VIOLATION, proof: 'a' });
  await keepBy(running, 'b', EARLIER);
  assert.deepEqual(Object.keys(running.rollout.state().trips), ['listUsers']);
});

test('goes by the time alone where the entry does not name the proof', async () => {
  const running = await start();
  await running.rollout.trip('listUsers', VIOLATION);
  await keepBy(running, 'a', EARLIER);
  assert.deepEqual(Object.keys(running.rollout.state().trips), ['listUsers']);
  await keepBy(running, 'a', LATER);
  assert.deepEqual(running.rollout.state().trips, {});
});

test('the journal knows a trip with the proof and one without, and no other form', () => {
  const entry = (trip: object) => ({
    epoch: 1,
    at: EARLIER,
    who: 'breaker',
    why: 'x',
    kind: 'trip',
    scope: '*',
    trip: { ...VIOLATION, at: EARLIER, ...trip },
  });
  assert.deepEqual(
    [{}, { proof: 'a' }, { proof: 7 }, { proof: null }].map((trip) => isEntry(entry(trip))),
    [true, true, false, false],
  );
});

/** What is said of everything has to be true of everything: of the first operation alone would mislead about the others. */
test('gives as the reason for everything what all operations have in common, else what each has of its own', async () => {
  const build = 'the candidate is another build';
  const lowered = async (reasons: (id: string) => string[]) => {
    const running = await start();
    await running.rollout.set('*', 50, 'operator', 'a test');
    await keepBy(running, 'a', LATER, (id) => ({ againstRaising: reasons(id), againstStaying: reasons(id) }));
    const entry = running.rollout.history().entries.find(({ kind }) => kind === 'roll-back');
    assert.deepEqual([entry?.kind === 'roll-back' && entry.scope, entry?.who], ['*', 'gate']);
    return entry?.why;
  };
  assert.equal(await lowered((id) => (id === 'addUser' ? ['addUser is described otherwise', build] : [build])), build);
  assert.equal(
    await lowered((id) => [`the proof does not know ${id}`]),
    'addUser: the proof does not know addUser; listUsers: the proof does not know listUsers; constructor: the proof does not know constructor',
  );
});

/** One look at the evidence: a gate that is open unless the test says otherwise, by this proof. */
function keepBy(
  { rollout }: Running,
  id: string,
  issuedAt: string,
  verdict: (operation: string) => GateVerdict = () => OPEN,
): Promise<void> {
  const gate = {
    verdict,
    look: async () => {},
    // Of the proof only its time is looked at.
    evidence: { proof: { kind: 'signed', id, proof: { issuedAt } }, identities: {} },
  } as unknown as Gate;
  const log = { info: () => {}, warn: () => {} };
  return createGatekeeper({ gate, rollout, operations: OPERATIONS, requested: 0, log })();
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { components } from './admin.gen.ts';
import { statusLines } from './cli-words.ts';
import { type Admin, startAdmin } from './fixture.ts';

const DOWN = '*: no sign of life: fastify: 2 probes in a row failed (ECONNREFUSED), trips from 2: trip';

test('shows a trip of everything once', async (t) => {
  const admin = await startAdmin(t);
  await admin.rollout.set('*', 50, 'operator', 'a test');
  await admin.rollout.trip('*', { verdict: DOWN, recovery: 'trial' });
  const lines = await linesOf(admin);
  assert.deepEqual(
    lines.filter((line) => line.includes('no sign of life')),
    [`everything: breaker half-open: ${DOWN}`],
  );
});

test('shows the trip of an operation once, behind its name', async (t) => {
  const admin = await startAdmin(t);
  await admin.rollout.set('*', 50, 'operator', 'a test');
  await admin.rollout.trip('addUser', { verdict: 'addUser: slow: trip', recovery: 'trial' });
  const lines = await linesOf(admin);
  assert.deepEqual(
    lines.filter((line) => line.includes('slow')),
    ['addUser: breaker half-open: addUser: slow: trip'],
  );
});

/** Fastify was restarted as another build: it was gone for a moment, and a breaker tripped before the gate saw what came back. */
test('does not let a breaker pass for the reason of a share that is 0 for another', async (t) => {
  const admin = await startAdmin(t);
  await admin.rollout.set('*', 50, 'operator', 'a test');
  await admin.rollout.trip('*', { verdict: DOWN, recovery: 'trial' });
  await admin.rollout.rollBack('*', 'gate', 'the candidate is another build');
  const lines = await linesOf(admin);
  const [share, change = '', breaker] = lines;
  assert.equal(share, 'general share 0 % (epoch 3)');
  assert.match(
    change,
    /^last change: \S+ {2}gate: roll back everything from 50 % to 0 % {2}\(the candidate is another build\)$/,
  );
  assert.equal(breaker, `everything: breaker half-open, of no effect while the share is 0 %: ${DOWN}`);
});

async function linesOf(admin: Admin): Promise<string[]> {
  const { document } = await admin.ask('GET', '/status');
  // It was held against the contract.
  return statusLines(document as unknown as components['schemas']['Status']);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalEntry } from '../rollout/entry.ts';
import type { Trip } from '../rollout/state.ts';
import { BREAKER, transition } from './breaker.ts';
import { answered, attempt, begin, breakersUnderTest, decided, failed } from './fixture.ts';
import { statesAfter } from './past-trips.ts';

const NOON = Date.parse('2026-01-01T12:00:00.000Z');
const CAUSE = { verdict: 'v', recovery: 'trial' } as const;
const at = (ms: number) => new Date(NOON + ms).toISOString();

/** Entries of `read0`, `secondsAgo` before noon each. */
function history(...steps: ['trip' | 'recover', secondsAgo: number, who?: 'breaker' | 'operator'][]): JournalEntry[] {
  return steps.map(([kind, secondsAgo, who = 'breaker'], index): JournalEntry => {
    const stamp = { epoch: index + 1, at: at(-1_000 * secondsAgo), who, why: '', scope: 'read0' };
    return kind === 'trip' ? { ...stamp, kind, trip: { ...CAUSE, at: stamp.at } } : { ...stamp, kind };
  });
}

const held = (secondsAgo: number): Record<string, Trip> => ({ read0: { ...CAUSE, at: at(-1_000 * secondsAgo) } });

const stateAfter = (entries: readonly JournalEntry[], trips: Record<string, Trip> = {}, timeMs = NOON) =>
  statesAfter({ trips, history: entries }, 50_000, timeMs, BREAKER).get('read0');

test('a scope that recovered lately waits twice as long when it trips again, and no longer after a quiet time', () => {
  const state = stateAfter(history(['trip', 120], ['recover', 100]));
  assert.deepEqual(state, { kind: 'closed', lastBackoffMs: 5_000, quietAt: 50_000 + 500_000 });
  const again = transition(state, { kind: 'trip', cause: CAUSE }, 60_000);
  assert.ok(again.kind === 'open' && again.backoffMs === 10_000);
  assert.equal(stateAfter(history(['trip', 720], ['recover', 700])), undefined);
});

test('what trips again and again has doubled its wait each time, up to the longest', () => {
  const steps = Array.from({ length: 10 }, (_, index) => [
    ['trip', 200 - 10 * index] as ['trip', number],
    ['recover', 195 - 10 * index] as ['recover', number],
  ]).flat();
  for (const [count, backoffMs] of [
    [2, 5_000],
    [4, 10_000],
    [6, 20_000],
    [20, BREAKER.maxBackoffMs],
  ] as const) {
    const entries = history(...steps.slice(0, count));
    // The journal gives its newest first.
    for (const order of [entries, entries.toReversed()]) {
      const state = stateAfter(order);
      assert.ok(state?.kind === 'closed' && state.lastBackoffMs === backoffMs);
    }
  }
});

test('a wait goes on where the last worker left it, and has no more than its whole length left', () => {
  const entries = history(['trip', 100], ['recover', 90], ['trip', 4]);
  const open = { kind: 'open', cause: CAUSE, backoffMs: 10_000 } as const;
  assert.deepEqual(stateAfter(entries, held(4)), { ...open, until: 56_000 });
  assert.deepEqual(stateAfter(entries, held(400)), { ...open, until: 50_000 });
  assert.deepEqual(stateAfter(entries, held(4), NOON - 3_600_000), { ...open, until: 60_000 });
});

test('a trip that became graver is one, and one without an entry waits as the first', () => {
  const graver = stateAfter(history(['trip', 8], ['trip', 3]), held(3));
  assert.ok(graver?.kind === 'open' && graver.backoffMs === 5_000);
  const alone = stateAfter([], held(1));
  assert.ok(alone?.kind === 'open' && alone.backoffMs === 5_000 && alone.until === 54_000);
});

test('whom a person let go begins anew', () => {
  assert.equal(stateAfter(history(['trip', 30], ['recover', 20], ['trip', 10], ['recover', 5, 'operator'])), undefined);
});

test('the breakers of a new worker know it', () => {
  const entries = history(['trip', 30], ['recover', 20]);
  const { breakers } = breakersUnderTest({ history: entries, timeOfDay: () => NOON });
  for (let count = 0; count < 5; count += 1) {
    const decision = decided('fastify', 'read0');
    begin(breakers.observe, decision);
    breakers.observe(attempt(decision, failed('headers-timeout')));
  }
  breakers.observe(attempt(decided('express', 'read0'), answered(200)));
  const state = breakers.state('read0');
  assert.ok(state.kind === 'open' && state.backoffMs === 10_000);
});

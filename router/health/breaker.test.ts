import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BREAKER, type BreakerEvent, type BreakerState, type Cause, CLOSED, opened, transition } from './breaker.ts';

const CAUSE: Cause = { verdict: 'v', recovery: 'trial' };
const GRAVE: Cause = { verdict: 'g', recovery: 'person' };

const event: fc.Arbitrary<BreakerEvent> = fc.oneof(
  fc.constantFrom<BreakerEvent>(
    { kind: 'trip', cause: CAUSE },
    { kind: 'try' },
    { kind: 'suspend' },
    { kind: 'recovered' },
  ),
  fc.constant<BreakerEvent>({ kind: 'not-recovered' }),
  fc.boolean().map((mayTry): BreakerEvent => ({ kind: 'tick', mayTry })),
  fc.constantFrom('good', 'good', 'good', 'bad', 'unknown').map((result): BreakerEvent => ({ kind: 'tried', result })),
);
const afterMs = fc.oneof(fc.nat(100), fc.nat(20_000), fc.nat(700_000));
const anything = fc.record({ event, afterMs }).map((step) => [step]);
const GOOD_TRIAL = [
  { event: { kind: 'try' }, afterMs: 0 },
  { event: { kind: 'tried', result: 'good' }, afterMs: 10 },
] as const;
/** What mere chance would hardly ever make: it opens, waits, and some trials pass. */
const recovery = fc
  .nat(BREAKER.trials + 2)
  .map((trials) => [
    { event: { kind: 'trip', cause: CAUSE }, afterMs: 0 } as const,
    { event: { kind: 'tick', mayTry: true }, afterMs: BREAKER.maxBackoffMs } as const,
    ...Array.from({ length: trials }, () => GOOD_TRIAL).flat(),
    { event: { kind: 'recovered' }, afterMs: 0 } as const,
  ]);
const steps = fc
  .array(fc.oneof(anything, recovery, fc.constant(GOOD_TRIAL)), { maxLength: 100 })
  .map((all) => all.flat());

/** Calls back for each step with the states before and after it. */
function walk(
  steps: readonly { readonly event: BreakerEvent; readonly afterMs: number }[],
  each: (before: BreakerState, event: BreakerEvent, after: BreakerState, now: number) => void,
  first: BreakerState = CLOSED,
): void {
  let state = first;
  let now = 0;
  for (const { event, afterMs } of steps) {
    now += afterMs;
    const after = transition(state, event, now);
    each(state, event, after, now);
    state = after;
  }
}

test('never closes without five trials that passed since it opened', () => {
  let closings = 0;
  fc.assert(
    fc.property(steps, (steps) => {
      let passed = 0;
      let trying = false;
      walk(steps, (before, { kind, ...rest }, after) => {
        if (after.kind === 'open') passed = 0;
        if (kind === 'tried' && before.kind === 'half-open' && trying && 'result' in rest && rest.result === 'good')
          passed += 1;
        trying = after.kind === 'half-open' && after.tryingSince !== undefined;
        if (after.kind !== 'closed' || before.kind === 'closed') return;
        assert.equal(passed, BREAKER.trials);
        assert.equal(before.kind, 'recovering');
        closings += 1;
      });
    }),
  );
  assert.ok(closings > 10, `only ${closings} closings were seen`);
});

test('lets only one trial through at a time, and none while it is open', () => {
  fc.assert(
    fc.property(steps, (steps) => {
      walk(steps, (before, { kind }, after) => {
        if (kind !== 'try' || after === before) return;
        assert.ok(before.kind === 'half-open' && before.tryingSince === undefined);
      });
    }),
  );
});

test('waits at least five seconds and at most five minutes, and never less than the back-off', () => {
  fc.assert(
    fc.property(steps, (steps) => {
      let until = 0;
      walk(steps, (before, _, after, now) => {
        if (after.kind === 'open' && before !== after) {
          assert.ok(after.backoffMs >= BREAKER.firstBackoffMs && after.backoffMs <= BREAKER.maxBackoffMs);
          if (before.kind !== 'open') assert.equal(after.until, now + after.backoffMs);
          until = after.until;
        }
        if (after.kind === 'half-open' && before.kind === 'open') assert.ok(now >= until);
      });
    }),
  );
});

test('waits for a person after a violation of the contract, whatever happens', () => {
  fc.assert(
    fc.property(steps, (steps) => {
      walk(steps, (_, __, after) => assert.equal(after.kind, 'open'), opened(GRAVE, 5_000, 0));
    }),
  );
  assert.equal(transition(opened(GRAVE, 5_000, 0), { kind: 'rearm' }, 1), CLOSED);
});

test('a violation while it is open for something else makes it wait for a person', () => {
  const open = transition(CLOSED, { kind: 'trip', cause: CAUSE }, 0);
  const grave = transition(open, { kind: 'trip', cause: GRAVE }, 1);
  assert.ok(grave.kind === 'open' && grave.cause.recovery === 'person');
  assert.equal(transition(grave, { kind: 'trip', cause: CAUSE }, 2), grave);
});

/** Opens, waits, and passes all trials; the time at which it is closed. */
function recover(state: BreakerState, from: number): { readonly state: BreakerState; readonly now: number } {
  const now = from + BREAKER.maxBackoffMs;
  let next = transition(state, { kind: 'tick', mayTry: true }, now);
  for (let trial = 0; trial < BREAKER.trials; trial += 1) {
    next = transition(transition(next, { kind: 'try' }, now), { kind: 'tried', result: 'good' }, now);
  }
  return { state: transition(next, { kind: 'recovered' }, now), now };
}

function backoffOf(state: BreakerState): number | undefined {
  return state.kind === 'open' ? state.backoffMs : undefined;
}

test('doubles the back-off with every bad trial up to its cap', () => {
  let state = transition(CLOSED, { kind: 'trip', cause: CAUSE }, 0);
  const backoffs = [];
  for (let now = 0; backoffs.length < 8; now += BREAKER.maxBackoffMs) {
    backoffs.push(backoffOf(state));
    const trying = transition(
      transition(state, { kind: 'tick', mayTry: true }, now + 300_000),
      { kind: 'try' },
      now + 300_000,
    );
    state = transition(trying, { kind: 'tried', result: 'bad' }, now + 300_000);
  }
  assert.deepEqual(backoffs, [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
});

test('doubles the back-off of a trip soon after a recovery, and begins anew after a quiet time', () => {
  const open = transition(CLOSED, { kind: 'trip', cause: CAUSE }, 0);
  const { state, now } = recover(open, 0);
  assert.equal(state.kind, 'closed');
  assert.equal(backoffOf(transition(state, { kind: 'trip', cause: CAUSE }, now + BREAKER.quietMs - 1)), 10_000);
  assert.equal(backoffOf(transition(state, { kind: 'trip', cause: CAUSE }, now + BREAKER.quietMs)), 5_000);
});

test('a trial that ends with nothing said is made again, and one that does not end opens it without doubling', () => {
  const open = transition(CLOSED, { kind: 'trip', cause: CAUSE }, 0);
  const trying = transition(transition(open, { kind: 'tick', mayTry: true }, 5_000), { kind: 'try' }, 5_000);
  const again = transition(trying, { kind: 'tried', result: 'unknown' }, 5_001);
  assert.ok(again.kind === 'half-open' && again.passed === 0 && again.tryingSince === undefined);
  const late = transition(trying, { kind: 'tick', mayTry: true }, 5_000 + BREAKER.trialTimeoutMs);
  assert.equal(backoffOf(late), 5_000);
});

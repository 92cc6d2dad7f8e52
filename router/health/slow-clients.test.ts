/** What clients can do by sending slowly, waiting, or going away must not look like the candidate's doing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, attempt, begin, breakersUnderTest, decided, failed } from './fixture.ts';

type Under = ReturnType<typeof breakersUnderTest>;

/** The baseline is asked often enough to be compared with. */
function baseline({ breakers }: Under): void {
  for (let count = 0; count < 10; count += 1) {
    const decision = decided('express', 'write0', { bucket: count });
    begin(breakers.observe, decision);
    breakers.observe(attempt(decision, answered(201)));
  }
}

test('uploads that arrive slowly are no requests that hang', () => {
  const under = breakersUnderTest();
  under.pass(20_000, () => {
    baseline(under);
    begin(under.breakers.observe, decided('fastify', 'write0'), { arriving: true });
  });
  assert.deepEqual(under.acted.trips, []);
});

test('requests that wait for a place are neither failures nor requests that hang', () => {
  const under = breakersUnderTest();
  under.pass(20_000, () => {
    baseline(under);
    for (let count = 0; count < 10; count += 1) {
      const decision = decided('fastify', 'write0', { bucket: count });
      begin(under.breakers.observe, decision, { arriving: true });
      const waited = { durationMs: 5_000, waitedMs: 'never its turn' } as const;
      under.breakers.observe(attempt(decision, failed('overloaded', { sent: false }), waited));
    }
  });
  assert.deepEqual(under.acted.trips, []);
});

test('requests that hang are found out although others find no place meanwhile', () => {
  const under = breakersUnderTest();
  under.pass(8_000, () => {
    baseline(under);
    begin(under.breakers.observe, decided('fastify', 'write0'));
    const late = decided('fastify', 'write0');
    begin(under.breakers.observe, late, { arriving: true });
    const waited = { waitedMs: 'never its turn' } as const;
    under.breakers.observe(attempt(late, failed('overloaded', { sent: false }), waited));
  });
  assert.match(under.acted.trips[0]?.[2] ?? '', /requests began and none ended/);
});

test('requests that their clients broke off at once do not count as waiting ones', () => {
  const under = breakersUnderTest();
  under.pass(20_000, () => {
    baseline(under);
    const decision = decided('fastify', 'write0');
    begin(under.breakers.observe, decision);
    under.breakers.observe(attempt(decision, { kind: 'abandoned', waiting: true }));
  });
  assert.deepEqual(under.acted.trips, []);
});

test('requests on the baseline that were broken off do not hide that the candidate hangs', () => {
  const under = breakersUnderTest();
  under.pass(8_000, () => {
    baseline(under);
    for (let count = 0; count < 20; count += 1) {
      const decision = decided('express', 'write0');
      begin(under.breakers.observe, decision);
      under.breakers.observe(attempt(decision, { kind: 'abandoned', waiting: true }));
    }
    begin(under.breakers.observe, decided('fastify', 'write0'));
  });
  assert.match(under.acted.trips[0]?.[2] ?? '', /requests began and none ended/);
});

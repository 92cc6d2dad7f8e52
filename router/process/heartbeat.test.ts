import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startHeartbeat } from './heartbeat.ts';

const POLICY = { everyMs: 1_000, unanswered: 3 };

test('asks once per interval, and calls silent once what left so many questions in a row unanswered', (t) => {
  const { beat, seen } = start(t);
  for (let times = 0; times < 3; times += 1) beat();
  assert.deepEqual(seen, ['ask', 'ask', 'ask']);
  beat();
  beat();
  assert.deepEqual(seen, ['ask', 'ask', 'ask', 'silent']);
});

test('begins to count again with each answer', (t) => {
  const { beat, seen, heartbeat } = start(t);
  for (let times = 0; times < 20; times += 1) {
    beat();
    if (times % 3 === 2) heartbeat.answered();
  }
  assert.equal(seen.includes('silent'), false);
});

test('holds no beat against the other that came late itself: the machine was suspended, or has no time for anybody', (t) => {
  const { beat, seen } = start(t);
  beat();
  for (let times = 0; times < 20; times += 1) beat(60_000);
  assert.equal(seen.includes('silent'), false);
  for (let times = 0; times < 4; times += 1) beat();
  assert.equal(seen.at(-1), 'silent');
});

test('says nothing after its end', (t) => {
  const { beat, seen, heartbeat } = start(t);
  beat();
  heartbeat.stop();
  for (let times = 0; times < 20; times += 1) beat();
  assert.deepEqual(seen, ['ask']);
});

/** A heartbeat on a clock that the test moves: `beat(tookMs)` lets one interval end, which took so long. */
function start(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let monotonicMs = 0;
  const seen: string[] = [];
  const heartbeat = startHeartbeat(POLICY, {
    ask: () => seen.push('ask'),
    onSilent: () => seen.push('silent'),
    now: () => monotonicMs,
  });
  const beat = (tookMs = POLICY.everyMs) => {
    monotonicMs += tookMs;
    t.mock.timers.tick(POLICY.everyMs);
  };
  return { heartbeat, seen, beat };
}

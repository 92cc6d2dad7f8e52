import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OLDER_SECONDS, RECENT_SECONDS, Window } from './window.ts';

/** One attempt in each second; those of `failing` fail. */
function run(window: Window, seconds: number, failing: (second: number) => boolean = () => false): void {
  for (let second = 0; second < seconds; second += 1) {
    window.turn();
    const { current } = window;
    current.touched = true;
    current.ended += 1;
    current.latency[10] = (current.latency[10] ?? 0) + 1;
    if (failing(second)) {
      current.failed += 1;
      current.reasons.reset = (current.reasons.reset ?? 0) + 1;
    }
  }
}

test('sees the last ten seconds, and before them five minutes', () => {
  const window = new Window();
  run(window, 1_000);
  assert.equal(window.counts('recent').ended, RECENT_SECONDS);
  const older = window.counts('older').ended;
  assert.ok(older > OLDER_SECONDS - RECENT_SECONDS && older <= OLDER_SECONDS, String(older));
  assert.equal(window.counts('long').ended, RECENT_SECONDS + older);
  assert.equal(window.latency('recent')[10], RECENT_SECONDS);
  assert.equal(window.latency('older')[10], older);
});

test('forgets nothing on the way from the last seconds to the older ones', () => {
  const window = new Window();
  run(window, 200, (second) => second === 0 || second === 150);
  assert.equal(window.counts('recent').failed, 0);
  assert.deepEqual(window.counts('older').reasons, { reset: 2 });
  assert.equal(window.counts('long').ended, 200);
});

test('forgets what is older', () => {
  const window = new Window();
  run(window, 1, () => true);
  run(window, OLDER_SECONDS + 2 * RECENT_SECONDS);
  assert.equal(window.counts('long').failed, 0);
});

test('has halves that share nothing', () => {
  const window = new Window();
  run(window, RECENT_SECONDS, (second) => second >= RECENT_SECONDS / 2);
  assert.equal(window.latency({ part: 'recent', half: 0 })[10], 5);
  assert.equal(window.latency({ part: 'recent', half: 1 })[10], 5);
  assert.equal(window.counts({ part: 'recent', half: 0 }).failed, 5);
  assert.equal(window.counts({ part: 'recent', half: 1 }).failed, 0);
});

test('has nothing after it was cleared', () => {
  const window = new Window();
  run(window, 100, () => true);
  window.clear();
  assert.equal(window.counts('long').ended, 0);
  run(window, 3);
  assert.equal(window.counts('recent').ended, 3);
});

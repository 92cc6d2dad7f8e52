import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { RateLimit } from '../../contract/operations.ts';
import { startProcess, type TestProcess } from '../fixtures/processes.ts';
import type { Request } from './fixtures/limiter-process.ts';
import { blockSize, createLimiter, type Limiter, type Verdict } from './limiter.ts';
import { openSqliteBudgetStore } from './sqlite-budget-store.ts';

const LIMITER_PROCESS = new URL('./fixtures/limiter-process.ts', import.meta.url);
/** 0.1 s before a full minute: where windows were aligned to the clock, the next one would begin there. */
const START_MS = 1_750_000_019_900;
const MINUTE_MS = 60_000;

const directory = mkdtempSync(join(tmpdir(), 'limits-'));
after(() => rmSync(directory, { recursive: true }));

function freshFile(): string {
  return join(mkdtempSync(join(directory, 'case-')), 'limits.sqlite');
}

function perMinute(limit: number): RateLimit {
  return { by: 'user', limit, windowSeconds: 60 };
}

interface Servers {
  readonly limiters: readonly [Limiter, Limiter];
  readonly errors: readonly unknown[];
  setNow(nowMs: number): void;
  close(): void;
}

/** Two limiters over one file, each with a store of its own, as two servers have them, and one clock. */
function twoServers(ceilings: 'on' | 'off' = 'on'): Servers {
  const file = freshFile();
  const errors: unknown[] = [];
  let nowMs = START_MS;
  const limiter = () =>
    createLimiter({
      store: openSqliteBudgetStore({ file, onError: (error) => errors.push(error) }),
      now: () => nowMs,
      ceilings,
    });
  const limiters = [limiter(), limiter()] as const;
  return {
    limiters,
    errors,
    setNow: (value) => {
      nowMs = value;
    },
    close: () => {
      for (const each of limiters) each.close();
    },
  };
}

function take(limiter: Limiter, limits: readonly RateLimit[], caller = 'ada'): Verdict {
  return limiter.take({ scope: 'generate user', limits }, caller);
}

/** How many of `times` requests pass. */
function passing(limiter: Limiter, limit: RateLimit, times: number, caller = 'ada'): number {
  return Array.from({ length: times }, () => take(limiter, [limit], caller)).filter(({ allowed }) => allowed).length;
}

test('of a small budget exactly its limit passes, however its requests fall on two servers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), fc.infiniteStream(fc.boolean()), (limit, coins) => {
      const { limiters, close } = twoServers();
      let allowed = 0;
      for (let request = 0; request < limit + 20; request += 1) {
        const limiter = limiters[coins.next().value ? 0 : 1];
        if (take(limiter, [perMinute(limit)]).allowed) allowed += 1;
      }
      close();
      assert.equal(allowed, limit);
    }),
    { numRuns: 15 },
  );
});

test('of a large budget never more than its limit passes, and at least 95 % of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 2000 }),
      fc.integer({ min: 0, max: 100 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 100 })),
      (limit, share, rolls) => {
        const { limiters, close } = twoServers();
        let allowed = 0;
        // One server may hold back what a caller would need who turns to the other alone.
        for (let request = 0; request < limit; request += 1) {
          const limiter = limiters[rolls.next().value <= share ? 0 : 1];
          if (take(limiter, [perMinute(limit)]).allowed) allowed += 1;
        }
        assert.ok(allowed >= limit * 0.95, `${allowed} of ${limit}`);
        for (const limiter of limiters) allowed += passing(limiter, perMinute(limit), 200);
        close();
        assert.ok(allowed <= limit, `${allowed} of ${limit}`);
        assert.ok(allowed >= limit * 0.95, `${allowed} of ${limit}`);
      },
    ),
    { numRuns: 15 },
  );
});

test('a look tells what is left, passes at an exhausted budget, and spends nothing in either process', () => {
  const { limiters, close } = twoServers();
  const [one, other] = limiters;
  const budgets = { scope: 'generate user', limits: [perMinute(3)] };
  assert.deepEqual([one.look(budgets, 'ada').budgets[0]?.remaining, passing(one, perMinute(3), 1)], [3, 1]);
  for (const limiter of [one, other, one, other]) {
    const { allowed, budgets: states } = limiter.look(budgets, 'ada');
    assert.deepEqual([allowed, states[0]?.remaining, states[0]?.exhausted], [true, 2, false]);
  }
  assert.equal(passing(other, perMinute(3), 9), 2);
  assert.deepEqual([one.look(budgets, 'ada').allowed, one.look(budgets, 'ada').budgets[0]?.remaining], [true, 0]);
  close();
});

test('two processes together let no more than one limit pass', async () => {
  const processes = await Promise.all([startProcess(LIMITER_PROCESS), startProcess(LIMITER_PROCESS)]);
  const askBoth = <Answer>(request: Request) =>
    Promise.all(processes.map((each: TestProcess) => each.ask<Answer>(request)));
  try {
    for (let round = 0; round < 8; round += 1) {
      const file = freshFile();
      await askBoth({ kind: 'open', file });
      for (const [limit, atLeast] of [
        [10, 10],
        [1000, 950],
      ] as const) {
        const request: Request = { kind: 'take', limit: perMinute(limit), caller: `${limit}`, times: limit };
        const answers = await askBoth<{ allowed: number; unanswered: number }>(request);
        const allowed = answers.reduce((sum, answer) => sum + answer.allowed, 0);
        const unanswered = answers.reduce((sum, answer) => sum + answer.unanswered, 0);
        assert.ok(allowed >= atLeast, `${allowed} of ${limit}`);
        // Where the file stayed busy for longer than a request waits, the process grants a block by itself and says so.
        const block = blockSize(limit, limit);
        assert.ok(allowed <= limit + unanswered * block, `${allowed} of ${limit}, ${unanswered} unanswered`);
      }
      await askBoth({ kind: 'close' });
    }
  } finally {
    await Promise.all(processes.map((each) => each.kill()));
  }
});

test('a window begins with the first request of its caller, not with a minute of the clock', () => {
  const { limiters, setNow, close } = twoServers();
  const [first, second] = limiters;
  assert.equal(passing(first, perMinute(10), 20), 10);
  for (const offset of [100, 101, 30_000, MINUTE_MS - 1]) {
    setNow(START_MS + offset);
    assert.equal(passing(first, perMinute(10), 20), 0, `${offset} ms later`);
    assert.equal(passing(second, perMinute(10), 20), 0, `${offset} ms later, at the other server`);
  }
  setNow(START_MS + MINUTE_MS);
  assert.equal(passing(second, perMinute(10), 20) + passing(first, perMinute(10), 20), 10);
  close();
});

test('requests that are refused do not make the window longer', () => {
  const { limiters, setNow, close } = twoServers();
  assert.equal(passing(limiters[0], perMinute(2), 2), 2);
  for (let second = 1; second < 60; second += 1) {
    setNow(START_MS + second * 1000);
    assert.equal(take(limiters[0], [perMinute(2)]).allowed, false);
  }
  setNow(START_MS + MINUTE_MS);
  assert.equal(passing(limiters[0], perMinute(2), 3), 2);
  close();
});

test('a window that begins later, with a later first request, ends later', () => {
  const { limiters, setNow, close } = twoServers();
  passing(limiters[0], perMinute(2), 2, 'ada');
  setNow(START_MS + 30_000);
  passing(limiters[0], perMinute(2), 2, 'grace');
  setNow(START_MS + MINUTE_MS);
  assert.equal(passing(limiters[1], perMinute(2), 3, 'ada'), 2);
  assert.equal(passing(limiters[1], perMinute(2), 3, 'grace'), 0);
  close();
});

test('tells what is left, when the window ends, and which budget is spent', () => {
  const { limiters, setNow, close } = twoServers();
  const limits = [perMinute(2), { by: 'user', limit: 3, windowSeconds: 3600 }] as const;
  const seen = () =>
    take(limiters[0], limits).budgets.map(({ remaining, resetSeconds, exhausted }) => [
      remaining,
      resetSeconds,
      exhausted,
    ]);
  assert.deepEqual(seen(), [
    [1, 60, false],
    [2, 3600, false],
  ]);
  setNow(START_MS + 59_001);
  assert.deepEqual(seen(), [
    [0, 1, false],
    [1, 3541, false],
  ]);
  setNow(START_MS + 59_999);
  assert.deepEqual(seen(), [
    [0, 1, true],
    [1, 3541, false],
  ]);
  close();
});

test('a request that one budget refuses spends nothing of the others', () => {
  const { limiters, setNow, close } = twoServers();
  const limits = [perMinute(2), { by: 'user', limit: 5, windowSeconds: 3600 }] as const;
  const passed: number[] = [];
  for (let minute = 0; minute < 4; minute += 1) {
    setNow(START_MS + minute * MINUTE_MS);
    const both = limiters.map((limiter) => Array.from({ length: 10 }, () => take(limiter, limits).allowed));
    passed.push(both.flat().filter(Boolean).length);
  }
  close();
  assert.deepEqual(passed, [2, 2, 1, 0]);
});

test('another caller and another scope have budgets of their own', () => {
  const { limiters, close } = twoServers();
  const [limiter] = limiters;
  assert.equal(passing(limiter, perMinute(3), 9, 'ada'), 3);
  assert.equal(passing(limiter, perMinute(3), 9, 'grace'), 3);
  assert.equal(limiter.take({ scope: 'login address', limits: [perMinute(3)] }, 'ada').allowed, true);
  assert.equal(passing(limiter, perMinute(3), 9, 'ada'), 0);
  close();
});

test('an operation without budgets lets everything pass', () => {
  const { limiters, close } = twoServers();
  assert.deepEqual(take(limiters[0], []), { allowed: true, budgets: [] });
  close();
});

test('with ceilings off it counts, and never refuses', () => {
  const { limiters, close } = twoServers('off');
  const verdicts = Array.from({ length: 5 }, () => take(limiters[0], [perMinute(3)]));
  close();
  assert.deepEqual(
    verdicts.map(({ allowed, budgets }) => [allowed, budgets[0]?.remaining]),
    [
      [true, 2],
      [true, 1],
      [true, 0],
      [true, 0],
      [true, 0],
    ],
  );
});

test('closing gives back what was leased and not spent', () => {
  const { limiters } = twoServers();
  const [first, second] = limiters;
  const limit = perMinute(1000);
  assert.equal(passing(first, limit, 1), 1);
  first.close();
  assert.equal(passing(second, limit, 1100), 999);
  second.close();
});

test('closing after the window gives nothing back to the window that follows', () => {
  const { limiters, setNow } = twoServers();
  const [first, second] = limiters;
  const limit = perMinute(1000);
  passing(first, limit, 1);
  setNow(START_MS + MINUTE_MS);
  passing(second, limit, 100);
  first.close();
  assert.equal(passing(second, limit, 1100), 900);
  second.close();
});

test('blocks are whole, at least one, no more than 2 % of the budget, and shrink as it runs out', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(), (limit, some) => {
      const unleased = some % (limit + 1);
      const block = blockSize(limit, unleased);
      assert.ok(Number.isInteger(block) && block >= 1);
      assert.ok(block === 1 || (block <= limit * 0.02 && block <= unleased / 8));
      assert.ok(block <= blockSize(limit, limit));
      assert.ok(block >= blockSize(limit, Math.floor(unleased / 2)));
    }),
  );
});

test('budgets of less than 100 are leased one by one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 99 }), (limit, unleased) => {
      assert.equal(blockSize(limit, unleased), 1);
    }),
  );
});

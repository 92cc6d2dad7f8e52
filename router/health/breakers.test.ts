import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Decision } from '../proxy/decide.ts';
import type { Outcome } from '../proxy/forward.ts';
import { answered, attempt, begin, breakersUnderTest, decided, failed } from './fixture.ts';

type Under = ReturnType<typeof breakersUnderTest>;

/** One request and its only attempt. */
function ask({ breakers }: Pick<Under, 'breakers'>, decision: Decision, outcome = answered(200), durationMs = 5): void {
  begin(breakers.observe, decision);
  breakers.observe(attempt(decision, outcome, { durationMs }));
}

function probes({ breakers }: Pick<Under, 'breakers'>, up: boolean, count: number): void {
  for (let index = 0; index < count; index += 1)
    breakers.onProbe('fastify', up ? { up, status: 200 } : { up, reason: 'ECONNREFUSED' });
}

const GONE = failed('unreachable', { sent: false });
const FASTIFY = decided('fastify', 'read0');

describe('a hard fault', () => {
  test('takes everything at once after five attempts in a row that could not connect', () => {
    const under = breakersUnderTest();
    for (let index = 0; index < 4; index += 1) ask(under, FASTIFY, GONE);
    assert.equal(under.acted.trips.length, 0);
    ask(under, FASTIFY, GONE);
    assert.deepEqual(
      under.acted.trips.map(([scope, recovery]) => [scope, recovery]),
      [['*', 'trial']],
    );
    assert.match(
      under.acted.trips[0]?.[2] ?? '',
      /^\*: no sign of life: fastify: 5 attempts in a row could not connect, trips from 5: trip$/,
    );
    assert.equal(under.acted.gaveUp, 1);
  });

  test('is none when an answer comes in between, even a failed one', () => {
    const under = breakersUnderTest();
    for (let index = 0; index < 20; index += 1) ask(under, FASTIFY, index % 5 === 4 ? answered(500) : GONE);
    assert.ok(under.acted.trips.every(([scope]) => scope !== '*'));
  });

  test('takes everything at once when two probes in a row fail', () => {
    const under = breakersUnderTest();
    probes(under, false, 1);
    probes(under, true, 1);
    probes(under, false, 1);
    assert.equal(under.acted.trips.length, 0);
    probes(under, false, 1);
    assert.match(under.acted.trips[0]?.[2] ?? '', /2 probes in a row failed \(ECONNREFUSED\), trips from 2: trip$/);
  });

  test("is nobody's business while no user may go there, and is one as soon as somebody may", () => {
    let used = false;
    const under = breakersUnderTest({ isUsed: () => used });
    probes(under, false, 9);
    assert.equal(under.acted.trips.length, 0);
    used = true;
    under.breakers.judge();
    assert.equal(under.acted.trips[0]?.[0], '*');
  });

  test('takes only the operation when it alone is silent', () => {
    const under = breakersUnderTest();
    for (let index = 0; index < 5; index += 1) ask(under, FASTIFY, failed('headers-timeout'));
    assert.deepEqual(
      under.acted.trips.map(([scope]) => scope),
      ['read0'],
    );
  });

  test('takes everything when several operations are silent', () => {
    const under = breakersUnderTest();
    for (let index = 0; index < 5; index += 1)
      ask(under, decided('fastify', `read${index % 2}`), failed('headers-timeout'));
    assert.deepEqual(
      under.acted.trips.map(([scope]) => scope),
      ['*'],
    );
  });

  test('is none while idle connections turn out to be closed and fresh ones work', () => {
    const under = breakersUnderTest();
    for (let index = 0; index < 50; index += 1) {
      const decision = decided('fastify', 'read0');
      ask(under, decision, failed('reset'));
    }
    assert.equal(under.acted.trips.length, 0);
  });
});

test('what is slow or fails holds nothing while Express is gone, for nobody could stand in, and does once it is back', () => {
  const under = breakersUnderTest();
  const express = (up: boolean) => under.breakers.onProbe('express', up ? { up, status: 200 } : { up, reason: 'gone' });
  express(false);
  for (let index = 0; index < 100; index += 1) {
    ask(under, decided('express', 'read0', { bucket: index }));
    ask(under, decided('fastify', 'read0', { bucket: index }), index % 2 === 0 ? answered(500) : answered(200));
  }
  under.breakers.judge();
  assert.equal(under.acted.trips.length, 0);
  express(true);
  under.breakers.judge();
  assert.deepEqual(
    under.acted.trips.map(([scope]) => scope),
    ['read0'],
  );
});

test('a request that hangs is told from one that takes its time, before any timeout', () => {
  const under = breakersUnderTest();
  const start = (id: string) => begin(under.breakers.observe, decided('fastify', id));
  under.pass(8_000, () => {
    ask(under, decided('express', 'read0'), answered(200, 50), 50);
    ask(under, decided('express', 'read1'), answered(200, 50), 5_000);
    start('read0');
    start('read1');
  });
  assert.deepEqual(
    under.acted.trips.map(([scope]) => scope),
    ['read0'],
  );
  assert.match(under.acted.trips[0]?.[2] ?? '', /\d+ requests began and none ended for \d+ ms/);
});

test('streams that last on both servers are no hanging', () => {
  const under = breakersUnderTest();
  under.pass(8_000, () => {
    ask(under, decided('express', 'read0'), answered(401, 5), 5);
    for (const upstream of ['express', 'fastify'] as const) begin(under.breakers.observe, decided(upstream, 'read0'));
  });
  assert.equal(under.acted.trips.length, 0);
});

describe('several operations that tripped', () => {
  const trip = (under: Under, id: string) => {
    for (let index = 0; index < 5; index += 1) ask(under, decided('fastify', id), failed('body-timeout'));
    ask(under, decided('fastify', 'write3'));
  };

  test('take everything at the third', () => {
    const under = breakersUnderTest();
    trip(under, 'read0');
    trip(under, 'read1');
    assert.equal(under.acted.trips.length, 2);
    trip(under, 'read2');
    assert.deepEqual(
      under.acted.trips.map(([scope]) => scope),
      ['read0', 'read1', 'read2', '*'],
    );
    assert.match(
      under.acted.trips[3]?.[2] ?? '',
      /3 of 8 operations tripped \(read0, read1, read2\), trips from 3: trip$/,
    );
  });
});

describe('recovery', () => {
  /** Tripped for everything, the server well again, and the time of the back-off over. */
  function halfOpen(scope: 'read0' | 'write0' | '*' = '*') {
    const trips = { [scope]: { verdict: 'before', recovery: 'trial', at: '' } } as const;
    const under = breakersUnderTest({ trips });
    probes(under, true, 3);
    under.pass(5_000);
    return under;
  }

  /** What the pipeline does with a request while a breaker tries. */
  function tryOne(under: Under, scope: string, decision: Decision): (outcome: Outcome, durationMs?: number) => void {
    assert.equal(under.acted.trials.get(scope)?.(), true);
    begin(under.breakers.observe, decision);
    return (outcome, durationMs = 5) => under.breakers.observe(attempt(decision, outcome, { durationMs }));
  }

  test('begins when the back-off is over, and not while the server looks ill', () => {
    const trips = { '*': { verdict: 'before', recovery: 'trial', at: '' } } as const;
    const under = breakersUnderTest({ trips });
    probes(under, true, 2);
    under.pass(6_000);
    assert.equal(under.acted.trials.size, 0);
    probes(under, true, 1);
    under.pass(250);
    assert.equal(under.acted.trials.size, 1);
    assert.equal(halfOpen().breakers.state('*').kind, 'half-open');
  });

  test('of what may not be run twice needs three good probes, of what may one', () => {
    for (const [scope, needed] of [
      ['read0', 1],
      ['write0', 3],
    ] as const) {
      const under = breakersUnderTest({ trips: { [scope]: { verdict: 'before', recovery: 'trial', at: '' } } });
      under.pass(5_000);
      for (let count = 1; count <= needed; count += 1) {
        assert.equal(under.acted.trials.size, 0);
        probes(under, true, 1);
        under.pass(250);
      }
      assert.equal(under.acted.trials.size, 1);
    }
  });

  test('lets one request at a time through and closes after five good ones', async () => {
    const under = halfOpen();
    for (let trial = 0; trial < 5; trial += 1) {
      const end = tryOne(under, '*', decided('fastify', 'read0'));
      assert.equal(under.acted.trials.get('*')?.(), false);
      end(answered(200));
    }
    assert.deepEqual(under.acted.recovered, ['*']);
    await turn();
    assert.equal(under.breakers.state('*').kind, 'closed');
    assert.equal(under.acted.trials.size, 0);
  });

  test('is over with the first bad trial', () => {
    const under = halfOpen();
    tryOne(under, '*', decided('fastify', 'read0'))(answered(200));
    tryOne(under, '*', decided('fastify', 'read0'))(answered(500));
    const state = under.breakers.state('*');
    assert.ok(state.kind === 'open' && state.backoffMs === 10_000);
    assert.equal(under.acted.trials.size, 0);
  });

  test('counts no answer but those of its trials', () => {
    const under = halfOpen();
    const end = tryOne(under, '*', decided('fastify', 'read0'));
    for (let index = 0; index < 10; index += 1) ask(under, decided('fastify', 'read0'));
    const state = under.breakers.state('*');
    assert.ok(state.kind === 'half-open' && state.passed === 0);
    end(answered(200));
    assert.ok(under.breakers.state('*') !== state);
  });

  test('neither passes nor fails, and frees its place, when the client goes away, however long it waited', () => {
    const under = halfOpen();
    for (const durationMs of [5, 900, 30_000]) {
      const end = tryOne(under, '*', decided('fastify', 'read0'));
      end({ kind: 'abandoned', waiting: true }, durationMs);
      const state = under.breakers.state('*');
      assert.ok(state.kind === 'half-open' && state.passed === 0, state.kind);
    }
    assert.equal(under.acted.trials.get('*')?.(), true);
  });

  test('that is refused is tried again later', async () => {
    const under = breakersUnderTest({
      trips: { read0: { verdict: 'before', recovery: 'trial', at: '' } },
      recover: async () => false,
    });
    probes(under, true, 3);
    under.pass(5_000);
    for (let trial = 0; trial < 5; trial += 1) tryOne(under, 'read0', decided('fastify', 'read0'))(answered(200));
    await turn();
    const state = under.breakers.state('read0');
    assert.ok(state.kind === 'open' && state.backoffMs === 5_000);
  });

  test('of one operation waits while everything is held', () => {
    const under = breakersUnderTest({
      trips: {
        '*': { verdict: 'all', recovery: 'person', at: '' },
        read0: { verdict: 'one', recovery: 'trial', at: '' },
      },
    });
    probes(under, true, 3);
    under.pass(20_000);
    assert.equal(under.acted.trials.size, 0);
    under.breakers.rearmed('*');
    under.pass(250);
    assert.deepEqual([...under.acted.trials.keys()], ['read0']);
  });

  test('begins with clean counts: what was counted before the trip does not trip it again', async () => {
    const under = breakersUnderTest();
    for (let index = 0; index < 30; index += 1) {
      ask(under, FASTIFY, answered(500));
      ask(under, decided('express', 'read0'));
    }
    probes(under, true, 3);
    under.pass(6_000);
    assert.equal(under.acted.trips.length, 1);
    for (let trial = 0; trial < 5; trial += 1) tryOne(under, 'read0', decided('fastify', 'read0'))(answered(200));
    await turn();
    ask(under, FASTIFY, answered(500));
    for (let index = 0; index < 30; index += 1) ask(under, FASTIFY);
    under.pass(1_000);
    assert.equal(under.acted.trips.length, 1);
    assert.equal(under.breakers.state('read0').kind, 'closed');
  });
});

describe('answers that break the contract', () => {
  const judged = (upstream: 'express' | 'fastify', digest: string, kind = 'body /id is missing') => ({
    upstream,
    operation: 'read0',
    digest,
    faults: [{ line: kind, kind }],
  });

  test('hold their operation for a person from the second different one', () => {
    const { breakers, acted, pass } = breakersUnderTest();
    breakers.onJudged(judged('fastify', 'a'));
    breakers.onJudged(judged('fastify', 'a'));
    assert.equal(acted.trips.length, 0);
    breakers.onJudged(judged('fastify', 'b'));
    assert.deepEqual(
      acted.trips.map(([scope, recovery]) => [scope, recovery]),
      [['read0', 'person']],
    );
    breakers.onProbe('fastify', { up: true });
    pass(1_000_000);
    assert.equal(acted.trials.size, 0);
    breakers.rearmed('read0');
    assert.equal(breakers.state('read0').kind, 'closed');
  });

  test('hold it from the third equal one', () => {
    const { breakers, acted } = breakersUnderTest();
    for (let index = 0; index < 3; index += 1) breakers.onJudged(judged('fastify', 'a'));
    assert.equal(acted.trips.length, 1);
  });

  test('hold nothing where Express breaks it as well', () => {
    const { breakers, acted } = breakersUnderTest();
    breakers.onJudged(judged('express', 'x'));
    for (const digest of ['a', 'b', 'c', 'd']) breakers.onJudged(judged('fastify', digest));
    assert.equal(acted.trips.length, 0);
    assert.match(acted.verdicts[0]?.line ?? '', /express breaks it as well, so the contract is wrong there/);
    for (const digest of ['a', 'b']) breakers.onJudged(judged('fastify', digest, 'body /name is missing'));
    assert.equal(acted.trips.length, 1);
  });

  test('are forgotten after a quarter of an hour', () => {
    const { breakers, acted, clock } = breakersUnderTest();
    breakers.onJudged(judged('fastify', 'a'));
    clock.now += 15 * 60_000;
    breakers.onJudged(judged('fastify', 'b'));
    assert.equal(acted.trips.length, 0);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  answered,
  attempt,
  begin,
  behaviour,
  breakersUnderTest,
  createTraffic,
  decided,
  failed,
  OPERATIONS,
  seededRandom,
  type Traffic,
} from './fixture.ts';

const WINDOW_MS = 10_000;
const HALF: Pick<Traffic, 'perSecond' | 'share' | 'operations'> = { perSecond: 50, share: 0.5, operations: ['read0'] };

function simulate(seed: number) {
  const under = breakersUnderTest();
  const send = createTraffic(under.breakers.observe, seededRandom(seed));
  const run = (durationMs: number, traffic: Traffic) => under.pass(durationMs, () => send(traffic));
  return { ...under, run };
}

describe('two servers that fail equally often', () => {
  const WINDOWS = 2_000;
  for (const errors of [0, 0.01, 0.02]) {
    for (const share of [0.5, 0.1]) {
      test(`trip in under 0.5 % of the windows at ${100 * errors} % errors and ${100 * share} % of the users`, () => {
        const { run, acted, breakers } = simulate(1_000 * errors + 10 * share);
        const same = behaviour({ errors });
        for (let window = 0; window < WINDOWS; window += 1) {
          run(WINDOW_MS, { ...HALF, share, fastify: same, express: same });
          for (const scope of ['read0', '*']) breakers.rearmed(scope);
        }
        assert.ok(acted.trips.length < 0.005 * WINDOWS, `${acted.trips.length} trips: ${acted.trips[0]?.[2]}`);
      });
    }
  }
});

describe('a candidate that is worse', () => {
  const well = behaviour({ errors: 0.01 });

  for (const [share, perSecond] of [
    [0.5, 50],
    [0.9, 50],
    [0.1, 200],
  ] as const) {
    test(`loses one operation within a window when 20 % of it fail, at ${perSecond}/s and ${100 * share} % of the users`, () => {
      const { run, acted } = simulate(7);
      run(60_000, { ...HALF, share, perSecond, fastify: well, express: well });
      assert.equal(acted.trips.length, 0);
      run(WINDOW_MS, { ...HALF, share, perSecond, fastify: behaviour({ errors: 0.2 }), express: well });
      assert.equal(acted.trips[0]?.[0], 'read0');
    });
  }

  test('loses one operation when it fails and there is no baseline at the same time', () => {
    const { run, acted } = simulate(8);
    run(60_000, { ...HALF, share: 1, fastify: well, express: well });
    run(WINDOW_MS, { ...HALF, share: 1, fastify: behaviour({ errors: 0.2 }), express: well });
    assert.equal(acted.trips[0]?.[0], 'read0');
    assert.match(acted.trips[0]?.[2] ?? '', /before, fastify itself had/);
  });

  test('loses one operation when a few percent more fail for minutes', () => {
    const { run, acted } = simulate(9);
    run(240_000, { ...HALF, fastify: behaviour({ errors: 0.04 }), express: well });
    assert.equal(acted.trips[0]?.[0], 'read0');
    assert.match(acted.trips[0]?.[2] ?? '', /in 300 s/);
  });

  test('loses one operation within a window when it is slow', () => {
    const { run, acted } = simulate(10);
    run(30_000, { ...HALF, fastify: well, express: well });
    run(WINDOW_MS + 2_000, { ...HALF, fastify: behaviour({ stretch: 4 }), express: well });
    assert.equal(acted.trips[0]?.[0], 'read0');
    assert.match(acted.trips[0]?.[2] ?? '', /latency: p99 fastify \d+ ms of \d+, express/);
  });

  test('is given another chance only by answers that are fast again', () => {
    const { run, acted, breakers, pass } = simulate(14);
    run(30_000, { ...HALF, fastify: behaviour({ stretch: 40 }), express: well });
    assert.match(acted.trips[0]?.[2] ?? '', /^read0: latency/);
    breakers.onProbe('fastify', { up: true });
    for (const [headMs, kind] of [
      [20, 'half-open'],
      [4_000, 'open'],
    ] as const) {
      pass(5_000);
      assert.equal(acted.trials.get('read0')?.(), true);
      const decision = decided('fastify', 'read0');
      begin(breakers.observe, decision);
      breakers.observe(attempt(decision, answered(200, headMs)));
      assert.equal(breakers.state('read0').kind, kind);
    }
  });

  test('keeps an operation that is slow for a moment', () => {
    const { run, acted } = simulate(15);
    run(30_000, { ...HALF, fastify: well, express: well });
    run(3_000, { ...HALF, fastify: behaviour({ stretch: 10 }), express: well });
    run(30_000, { ...HALF, fastify: well, express: well });
    assert.equal(acted.trips.length, 0);
  });

  test('loses everything when it is slower in operations that are asked too rarely to be judged alone', () => {
    const { run, acted } = simulate(16);
    const traffic = { perSecond: 2.4, share: 0.5, operations: OPERATIONS.map(({ id }) => id), express: well };
    run(300_000, { ...traffic, fastify: behaviour({ errors: 0.01, stretch: 20 }) });
    assert.equal(acted.trips[0]?.[0], '*');
    assert.match(acted.trips[0]?.[2] ?? '', /latency: all operations/);
  });

  test('keeps an operation that fails for one user out of many', () => {
    const { pass, acted, breakers } = simulate(17);
    pass(WINDOW_MS, () => {
      for (let bucket = 0; bucket < 20; bucket += 1) {
        for (const upstream of ['fastify', 'express'] as const) {
          const decision = decided(upstream, 'write0', { bucket });
          breakers.observe(attempt(decision, answered(upstream === 'fastify' && bucket === 7 ? 500 : 200)));
        }
      }
    });
    assert.equal(acted.trips.length, 0);
    assert.match(
      breakers.verdicts().find(({ scope }) => scope === 'write0')?.line ?? '',
      /one group of users out of 20/,
    );
  });

  test('loses one operation when documented failures are many more', () => {
    const { run, acted } = simulate(11);
    run(WINDOW_MS, { ...HALF, fastify: behaviour({ errors: 0.3, status: 503 }), express: well });
    assert.match(acted.trips[0]?.[2] ?? '', /^read0: documented 5xx: /);
  });

  test('loses everything when failures are spread over operations that are asked too rarely to be judged alone', () => {
    const { run, acted } = simulate(12);
    const operations = OPERATIONS.map(({ id }) => id);
    const traffic = { perSecond: 1.2, share: 0.5, operations, express: well };
    run(300_000, { ...traffic, fastify: behaviour({ errors: 0.3 }) });
    assert.equal(acted.trips[0]?.[0], '*');
    assert.match(acted.trips[0]?.[2] ?? '', /all operations/);
  });

  test('keeps everything when one operation fails among others', () => {
    const { run, acted } = simulate(13);
    const others = { ...HALF, fastify: well, express: well };
    const bad = { ...HALF, operations: ['write0'], fastify: behaviour({ errors: 1 }), express: well };
    for (let turn = 0; turn < 60; turn += 1) {
      run(250, { ...others, operations: ['read0', 'read1', 'read2'] });
      run(250, acted.trips.length === 0 ? bad : { ...bad, share: 0 });
    }
    assert.deepEqual(
      acted.trips.map(([scope]) => scope),
      ['write0'],
    );
  });
});

describe('what both servers do', () => {
  const bad = behaviour({ errors: 0.3, stretch: 6 });
  const well = behaviour({ errors: 0.01 });

  for (const share of [0.5, 0.9, 0.1]) {
    test(`trips nothing when both become bad alike, at ${100 * share} % of the users`, () => {
      const { run, acted } = simulate(20);
      run(120_000, { ...HALF, share, fastify: well, express: well });
      run(120_000, { ...HALF, share, fastify: bad, express: bad });
      assert.equal(acted.trips.length, 0);
    });
  }

  test('trips nothing when neither can be reached', () => {
    const { run, acted } = simulate(21);
    const gone = () => failed('unreachable', { sent: false });
    run(250, { ...HALF, fastify: well, express: gone });
    run(30_000, { ...HALF, fastify: gone, express: gone });
    assert.equal(acted.trips.length, 0);
    assert.match(acted.verdicts[0]?.line ?? '', /nobody could stand in: hold$/);
  });
});

describe('too little data', () => {
  test('neither trips nor passes, however bad it looks', () => {
    const { run, acted, breakers } = simulate(30);
    run(WINDOW_MS, { ...HALF, perSecond: 16, share: 0.1, fastify: behaviour({ errors: 1 }), express: behaviour() });
    assert.equal(acted.trips.length, 0);
    const ofRead = breakers.verdicts().filter(({ scope }) => scope === 'read0');
    assert.deepEqual(new Set(ofRead.map(({ finding }) => finding)), new Set(['hold']));
  });

  test('trips over the longer window as soon as that has enough', () => {
    const { run, acted } = simulate(31);
    run(60_000, { ...HALF, perSecond: 16, share: 0.1, fastify: behaviour({ errors: 1 }), express: behaviour() });
    assert.equal(acted.trips[0]?.[0], 'read0');
  });
});

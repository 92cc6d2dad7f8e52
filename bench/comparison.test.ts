import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  beyondRaw,
  figureOf,
  gainOf,
  histogramOf,
  leastGainOf,
  meanGainOf,
  roundCounts,
  SERVERS,
} from './comparison.ts';
import { sampleReport } from './fixtures/sample-report.ts';
import type { Saturation, ScenarioReport } from './report.ts';
import { routerAdds } from './router-adds.ts';

const report = sampleReport({ noise: 0, rounds: 3, scenarios: ['health', 'verify'] });
const [health, verify] = report.scenarios as readonly [ScenarioReport, ScenarioReport];

function edited(scenario: ScenarioReport, edit: (one: Saturation) => Saturation): ScenarioReport {
  return { ...scenario, saturation: scenario.saturation.map(edit) };
}

test('above 1 always speaks for the candidate, whether more or less of a figure is better', () => {
  for (const name of ['requestsPerSecond', 'cpuMicrosecondsPerRequest', 'p99Ms'] as const) {
    assert.equal(gainOf(health, SERVERS, name)?.median.toFixed(4), (240 / 92).toFixed(4));
  }
});

test('a ratio is taken within a round, whatever the order of the measurements, so that a slow round does not tilt it', () => {
  const slow = edited(health, (one) =>
    one.round === 2 ? { ...one, cpuMicrosecondsPerRequest: (one.cpuMicrosecondsPerRequest ?? 0) * 10 } : one,
  );
  const gain = gainOf({ ...slow, saturation: slow.saturation.toReversed() }, SERVERS, 'cpuMicrosecondsPerRequest');
  assert.equal(gain?.low.toFixed(4), gain?.high.toFixed(4));
});

test('ratios are of the rounds that both have, by their number and not by their place', () => {
  const scaled = edited(health, (one) => ({ ...one, p50Ms: one.p50Ms * 10 ** one.round }));
  const only = {
    ...scaled,
    saturation: scaled.saturation.filter(({ subject, round }) => subject !== 'fastify' || round > 1),
  };
  const gain = gainOf(only, SERVERS, 'p50Ms');
  assert.deepEqual([gain?.rounds, gain?.low.toFixed(4), gain?.high.toFixed(4)], [2, '2.6087', '2.6087']);
  assert.deepEqual(roundCounts({ scenarios: [only] }), [3, 2]);
});

test('rounds apart leave no ratio, and a figure that a round lacks none either', () => {
  const apart = health.saturation.filter(({ subject, round }) => (subject === 'fastify') === (round === 3));
  assert.equal(gainOf({ ...health, saturation: apart }, SERVERS, 'p50Ms'), undefined);
  const lacking = edited(health, (one) => (one.round === 1 ? { ...one, cpuMicrosecondsPerRequest: undefined } : one));
  assert.equal(gainOf(lacking, SERVERS, 'cpuMicrosecondsPerRequest'), undefined);
  assert.equal(figureOf(lacking, 'express', 'cpuMicrosecondsPerRequest'), undefined);
});

test('the mean over scenarios is geometric, and of those that measured both', () => {
  const twice = edited(verify, (one) =>
    one.subject === 'fastify' ? { ...one, requestsPerSecond: one.requestsPerSecond * 4 } : one,
  );
  const once = gainOf(health, SERVERS, 'requestsPerSecond')?.median ?? 0;
  assert.equal(meanGainOf([health, twice], SERVERS, 'requestsPerSecond')?.median.toFixed(4), (2 * once).toFixed(4));
  const without: ScenarioReport = { ...verify, subjects: ['express'], saturation: [] };
  assert.equal(meanGainOf([health, without], SERVERS, 'p50Ms')?.median.toFixed(4), once.toFixed(4));
  assert.equal(meanGainOf([health, { ...verify, saturation: [] }], SERVERS, 'p50Ms'), undefined);
  assert.equal(meanGainOf([], SERVERS, 'p50Ms'), undefined);
  assert.equal(leastGainOf([twice, health], SERVERS, 'requestsPerSecond')?.scenario, 'health');
});

test("the rounds' histograms are one, ascending", () => {
  const counts = histogramOf(health, 'fastify');
  const sum = (all: readonly { readonly count: number }[]) => all.reduce((total, { count }) => total + count, 0);
  const all = health.paced.filter(({ subject }) => subject === 'fastify').flatMap(({ histogram }) => histogram);
  assert.equal(sum(counts), sum(all));
  assert.deepEqual(
    counts,
    counts.toSorted((one, other) => one.upToMs - other.upToMs),
  );
  assert.equal(new Set(counts.map(({ upToMs }) => upToMs)).size, counts.length);
});

test('the router adds what is above the server behind it, at 50 % above the mean of both', () => {
  const [none, half, all] = routerAdds({ ...report, scenarios: [health] });
  assert.equal(none?.p50Ms?.median.toFixed(4), ((330 - 240) / 400).toFixed(4));
  assert.equal(half?.p50Ms?.median.toFixed(4), ((255 - (240 + 92) / 2) / 400).toFixed(4));
  assert.equal(all?.p50Ms?.median.toFixed(4), ((180 - 92) / 400).toFixed(4));
  assert.equal(all?.cpuMicroseconds?.median, 88);
  const otherRate = health.paced.map((one) => (one.subject === 'express' ? { ...one, requestsPerSecond: 1 } : one));
  assert.equal(routerAdds({ ...report, scenarios: [{ ...health, paced: otherRate }] })[0]?.p50Ms, undefined);
});

test('a server is beyond raw only where noise does not explain it', () => {
  assert.deepEqual(beyondRaw(report), []);
  const faster = (noise: number) => sampleReport({ noise, scenarios: ['health'], factor: { fastify: 0.7 } });
  assert.deepEqual(beyondRaw(faster(0.02)), ['fastify in health']);
  assert.deepEqual(beyondRaw(faster(0.6)), []);
});

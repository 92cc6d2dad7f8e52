import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figures, HalfLoad, Saturation } from './measure.ts';
import { judge } from './targets.ts';

const SCENARIO = { method: 'GET', connections: 32 } as const;

function saturation(subject: string, rates: readonly number[], cpu: number): Saturation[] {
  return rates.map((requestsPerSecond, index) => ({
    ...SCENARIO,
    subject,
    round: index + 1,
    requests: requestsPerSecond,
    requestsPerSecond,
    p50Ms: 1,
    p99Ms: 2,
    cpuMicrosecondsPerRequest: cpu,
    residentBytes: undefined,
    generatorBusy: 0.5,
  }));
}

function halfLoad(added: readonly number[]): HalfLoad[] {
  const common = { ...SCENARIO, subject: 'router-50', requestsPerSecond: 1, cpuMicrosecondsPerRequest: 1 };
  const direct = { directP50Ms: 0.5, directP99Ms: 1, p50Ms: 1 };
  return added.map((ms, index) => ({ ...common, ...direct, round: index + 1, p99Ms: 1 + ms }));
}

function verdicts(figures: Figures): (string | number | undefined)[][] {
  return judge(figures, ['router-50'], [SCENARIO]).map(({ figure, verdict }) => [figure?.median, verdict]);
}

test('a limit is met or missed only where every round says so', () => {
  const router = saturation('router-50', [200, 400, 400], 40);
  const figures = {
    saturation: [
      ...router,
      ...saturation('@fastify/http-proxy', [100, 100, 100], 100),
      ...saturation('http-proxy-middleware', [100, 100, 100], 100),
      ...saturation('nginx', [800, 800, 800], 8),
    ],
    halfLoad: halfLoad([0.5, 1.5, 1]),
  };
  assert.deepEqual(verdicts(figures), [
    [4, 'met'],
    [4, 'undecided'],
    [5, 'missed'],
    [1, 'met'],
  ]);
});

test('what was not measured is neither met nor missed', () => {
  assert.deepEqual(verdicts({ saturation: saturation('router-50', [1], 1), halfLoad: [] }), [
    [undefined, 'not measured'],
    [undefined, 'not measured'],
    [undefined, 'not measured'],
    [undefined, 'not measured'],
  ]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerName } from '../contract-tests/pair.ts';
import { type Measurement, summarize } from './figures.ts';
import { parseCpuMicroseconds, parseResidentBytes } from './process-figures.ts';
import { createProgress, timeLeft } from './progress.ts';
import { turns, warmUpSeconds } from './run.ts';
import { renderReport } from './table.ts';

function measurement(server: ServerName, round: number, rest: Partial<Measurement> = {}): Measurement {
  return {
    server,
    round,
    requests: 1000,
    requestsPerSecond: server === 'express' ? 1000 : 2500,
    p50Ms: 4,
    p99Ms: 10,
    cpuMicrosecondsPerRequest: server === 'express' ? 200 : 100,
    residentBytes: 100 * 1024 * 1024,
    generatorBusy: 0.3,
    ...rest,
  };
}

const ROUND = [measurement('express', 1), measurement('fastify', 1)];

function report(measurements: readonly Measurement[]): string {
  const summary = summarize(measurements);
  const checked = { status: 200, mediaType: 'application/json' };
  return renderReport({
    machine: { platform: 'p', processor: 'c', cores: 2, memoryBytes: 1, loadBefore: 0, versions: { node: 'v26.0.0' } },
    contract: 'sha256:0',
    options: { seconds: 5, rounds: 3, connections: 32, only: [], out: undefined },
    startedAt: '',
    results: [
      { operation: 'health', boundBy: undefined, connections: 32, checked, measurements, summary },
      { operation: 'login', boundBy: 'password hashing', connections: 2, checked, measurements, summary },
    ],
  });
}

test('the servers take turns, and the order is swapped from round to round', () => {
  const order = turns(3).map(({ round, server }) => `${round} ${server}`);
  assert.deepEqual(order, ['1 express', '1 fastify', '2 fastify', '2 express', '3 express', '3 fastify']);
});

test('a warm-up is half a measurement, and never long', () => {
  assert.equal(warmUpSeconds(1), 0.5);
  assert.equal(warmUpSeconds(60), 3);
});

test('rounds are paired by their number, whatever their order', () => {
  const { requestsPerSecond } = summarize([
    measurement('express', 1, { requestsPerSecond: 100 }),
    measurement('fastify', 2, { requestsPerSecond: 30 }),
    measurement('fastify', 1, { requestsPerSecond: 200 }),
    measurement('express', 2, { requestsPerSecond: 10 }),
  ]);
  assert.deepEqual(requestsPerSecond.ratio, { median: 2.5, min: 2, max: 3 });
  assert.deepEqual(requestsPerSecond.express, { median: 55, min: 10, max: 100 });
});

test('CPU time is user and system time, also of a process whose name has blanks and parentheses', () => {
  assert.equal(parseCpuMicroseconds(`7 (a ) b) S ${'0 '.repeat(10)}12 30 0 0`), 420_000);
  assert.equal(parseCpuMicroseconds(''), undefined);
});

test('resident memory is read in bytes', () => {
  assert.equal(parseResidentBytes('VmHWM:\t  4 kB\nVmRSS:\t     2048 kB\n'), 2_097_152);
  assert.equal(parseResidentBytes('State: Z\n'), undefined);
});

test('the table has ratios, figures and which way is better, and sets apart what no framework speeds up', () => {
  const text = report(ROUND);
  assert.match(text, /requests\/s.*p50.*p99.*CPU\/request.*memory/);
  assert.match(text, /higher is better +lower is better/);
  assert.match(text, /health +2\.50 \(2\.50\.\.2\.50\)/);
  assert.match(text, /1000 -> 2500 \/s.*200 -> 100 us +100 -> 100 MiB/);
  assert.ok(text.indexOf('health') < text.indexOf('Bound by password hashing: no framework'));
  assert.ok(text.indexOf('login') > text.indexOf('Bound by password hashing: no framework'));
});

test('a figure that the platform does not give is called not available', () => {
  const unknown = { cpuMicrosecondsPerRequest: undefined };
  assert.match(report([measurement('express', 1, unknown), measurement('fastify', 1, unknown)]), /not available/);
  assert.doesNotMatch(report(ROUND), /not available/);
});

test('a load generator at its limit is owned up to', () => {
  const saturated = measurement('fastify', 1, { generatorBusy: 0.97 });
  assert.match(report([measurement('express', 1), saturated]), /health: the load generator was busy 97 % of the time/);
  assert.doesNotMatch(report(ROUND), /load generator was busy/);
});

test('progress is a line per step where nobody watches a terminal', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const progress = createProgress({ write: (text) => lines.push(text) }, [60, 60], () => nowMs);
  progress.step('health: express', 60);
  nowMs = 60_000;
  progress.step('health: fastify', 60);
  progress.end();
  assert.deepEqual(lines, ['[1/2] health: express, 2 min 1 s left\n', '[2/2] health: fastify, 1 min 1 s left\n']);
});

test('time left never goes below zero', () => {
  assert.equal(timeLeft(-3), '0 s');
  assert.equal(timeLeft(59.2), '1 min 0 s');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleReport } from './fixtures/sample-report.ts';
import { toResultsInWords } from './in-words.ts';
import type { Report } from './report.ts';
import { renderReport } from './table.ts';
import { growthOf, judge } from './targets.ts';

const report = sampleReport();
const text = renderReport(report);

test('the table has ratios with intervals, says what they are, and sets apart what no framework speeds up', () => {
  assert.match(text, /order-statistic interval of the median, over 7 rounds with 98 % confidence/);
  assert.match(text, /^health +2\.\d\dx \(2\.\d\d\.\.2\.\d\d\)/m);
  assert.match(text, /^mean of the successes +2\.\d\dx/m);
  assert.match(text, /^login +no difference \(1\.00\.\.1\.00\)/m);
  assert.ok(text.indexOf('\nlogin') > text.indexOf('Bound by password hashing or the AI engine: no framework'));
  assert.match(text, /^Fastify against raw node:http +0\.8\dx/m);
});

test('a ratio whose interval holds 1 is told apart by its width', () => {
  const noisy = renderReport(sampleReport({ noise: 0.6 }));
  assert.match(noisy, /^Fastify against raw node:http .*undecided \(0\.\d\d\.\.1\.\d\d\)/m);
  assert.match(text, /"no difference" if it lies within 0\.95\.\.1\.05, "undecided" if it is wider/);
});

test('of one round no ratio is told, and it is said why', () => {
  const once = sampleReport({ rounds: 1 });
  const [table, words] = [renderReport(once), toResultsInWords(once)];
  assert.match(table, /^login +one round, no ratio +one round, no ratio/m);
  assert.match(table, /2 connections; measured in one round only, from which no ratio is taken/);
  assert.match(words, /Measured in one round only, from which no ratio is taken/);
  for (const told of [table, words])
    assert.doesNotMatch(told.replaceAll(/2\.00x is twice|at least \d\.\d\dx/g, ''), /\d\.\d\dx/);
});

test("others' load is told, and warned of when it is above a tenth of a core", () => {
  const told = (otherLoad: Report['otherLoad']) => [
    renderReport({ ...report, otherLoad }),
    toResultsInWords({ ...report, otherLoad }),
  ];
  for (const quiet of told({ before: 0.02, during: 0.09, most: 0.4 })) {
    assert.match(quiet, /Other processes took 0\.02 of a core before the run, 0\.09 during it/);
    assert.doesNotMatch(quiet, /warning/i);
  }
  for (const loud of [
    ...told({ before: 0.3, during: 0.01, most: 0.02 }),
    ...told({ before: 0, during: 0.11, most: 0.2 }),
  ]) {
    assert.match(loud, /warning.*: Other processes took .*figures are noisy/i);
  }
  for (const unknown of told(undefined)) assert.doesNotMatch(unknown, /Other processes took/);
});

test('rounds that there was no time for are owned up to', () => {
  assert.match(text, /^Benchmark \(full\): 7 rounds in turns; took/);
  const cut = { ...report, options: { ...report.options, rounds: 9 } };
  assert.match(renderReport(cut), /^Benchmark \(full\): 7 of 9, since the time was up, rounds in turns/);
});

test('what a routed request costs is explained with its parts', () => {
  for (const told of [text, toResultsInWords(report)]) {
    assert.match(
      told,
      /getProfile through router-0 takes \d+ us of CPU time: 88 in the router, the rest in the servers behind it; express alone takes \d+\./,
    );
    assert.match(told, /two HTTP exchanges.*share the one core/);
  }
});

test('what hashing or the engine bounds is in no mean and no target', () => {
  const slow = report.scenarios.map((one) => ({
    ...one,
    saturation: one.saturation.map((figures) =>
      one.boundBy !== undefined && figures.subject === 'fastify' ? { ...figures, requestsPerSecond: 0.001 } : figures,
    ),
  }));
  assert.deepEqual(judge({ ...report, scenarios: slow }), judge(report));
});

test('a load generator at its limit is owned up to, by scenario and subject', () => {
  assert.match(text, /load generator was busy over 90 %[\s\S]*health +97 % +bare-fastify/);
  const idle = report.scenarios.map((one) => ({
    ...one,
    saturation: one.saturation.map((figures) => ({ ...figures, generatorBusy: 0.2 })),
  }));
  assert.doesNotMatch(renderReport({ ...report, scenarios: idle }), /load generator was busy/);
});

test('a report without figures says so, and is not taken for a good one', () => {
  const empty: Report = { ...report, subjects: [], scenarios: [] };
  assert.ok(judge(empty).every(({ verdict }) => verdict === 'not measured'));
  assert.match(renderReport(empty), /^not measured +requests\/s, Fastify against Express/m);
  assert.match(toResultsInWords(empty), /0 are reached, 0 missed/);
});

test('CPU time that the platform does not give is not available', () => {
  const scenarios = report.scenarios.map((one) => ({
    ...one,
    saturation: one.saturation.map((figures) => ({ ...figures, cpuMicrosecondsPerRequest: undefined })),
  }));
  assert.match(renderReport({ ...report, scenarios }), /^health +2\.\d\dx .*not available/m);
});

function verdictOf(of: Report, what: string): string | undefined {
  return judge(of).find((one) => one.what.startsWith(what))?.verdict;
}

test('a target is reached or missed by its whole interval, and undecided where that lies on both sides', () => {
  const what = 'CPU time per request, Fastify against Express';
  assert.equal(verdictOf(report, what), 'reached');
  assert.equal(verdictOf(sampleReport({ factor: { fastify: 1.2 } }), what), 'missed');
  assert.equal(verdictOf(sampleReport({ factor: { fastify: 1.04 }, noise: 0.2 }), what), 'undecided');
  assert.equal(verdictOf(sampleReport({ rounds: 1 }), what), 'undecided');
});

test('the words name each target with its figure, and those that are missed once more', () => {
  const words = toResultsInWords(sampleReport({ factor: { fastify: 1.5 } }));
  assert.match(words, /^\| \*\*missed\*\* \| CPU time per request, Fastify against Express \|.*\| 1\.\d\dx \(/m);
  assert.match(words, /^Missed: .*CPU time per request, Fastify against Express/m);
  assert.match(words, /2 x Sample CPU.*\n.*\n.*\n.*Node v26\.0\.0/);
  for (const { what } of judge(report)) assert.ok(words.includes(what), what);
});

test("a machine's name cannot break out of its line or its table", () => {
  const machine = { ...report.machine, processor: 'a\n# b <script>' };
  const words = toResultsInWords({ ...report, machine });
  assert.doesNotMatch(words, /^# b|<script/m);
});

test('growth is the end of a run over what came after its warm-up', () => {
  const readings = (of: (at: number) => number) =>
    Array.from({ length: 100 }, (_, at) => ({ atSeconds: at, residentBytes: of(at) }));
  assert.equal(growthOf(readings((at) => (at < 15 ? 1 : 100))), 1);
  assert.ok((growthOf(readings((at) => 100 + at)) ?? 0) > 1.4);
  assert.equal(growthOf([]), undefined);
});

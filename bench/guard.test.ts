import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampleReport } from './fixtures/sample-report.ts';
import { compareWithCommitted, renderVerdict } from './guard.ts';
import { checkAgainst, readCommitted } from './guard-command.ts';
import type { Report } from './report.ts';

const committed = sampleReport();

test('a run like the committed one passes', () => {
  const verdict = compareWithCommitted(sampleReport({ seed: 2 }), committed);
  assert.equal(verdict.passed, true, renderVerdict(verdict));
  assert.ok(verdict.compared >= committed.scenarios.length * 6);
});

test('a regression of 20 % with tight intervals fails, and is named with both figures', () => {
  const verdict = compareWithCommitted(sampleReport({ seed: 2, factor: { fastify: 1.2 } }), committed);
  assert.equal(verdict.passed, false);
  const pairs = new Set(verdict.regressions.map(({ candidate, baseline }) => `${candidate}/${baseline}`));
  assert.deepEqual([...pairs], ['fastify/express', 'fastify/raw']);
  assert.match(
    renderVerdict(verdict),
    /^regression over 15 %: health: fastify over express was 0\.38 \(0\.\d\d\.\.0\.\d\d\), is 0\.4\d \(.*\), (1[6-9]|2\d) % worse$/m,
  );
});

test('the same regression with overlapping intervals passes, and is told', () => {
  const now = sampleReport({ seed: 2, factor: { fastify: 1.2 }, noise: 0.5 });
  const verdict = compareWithCommitted(now, sampleReport({ noise: 0.5 }));
  assert.equal(verdict.passed, true, renderVerdict(verdict));
  assert.match(renderVerdict(verdict), /over 15 % worse, but the intervals overlap, so it may be noise: \w+/);
});

test('a regression of 10 % passes, and so does an improvement', () => {
  for (const fastify of [1.08, 0.5]) {
    const verdict = compareWithCommitted(sampleReport({ seed: 2, factor: { fastify } }), committed);
    assert.deepEqual([verdict.passed, verdict.regressions], [true, []]);
  }
});

test('what slows both servers and the raw one alike is held to the floor', () => {
  const factor = { express: 1.3, fastify: 1.3, raw: 1.3, 'router-0': 1.3, 'router-50': 1.3, 'router-100': 1.3 };
  const { regressions } = compareWithCommitted(sampleReport({ seed: 2, factor }), committed);
  assert.deepEqual([...new Set(regressions.map(({ candidate }) => candidate))], ['raw']);
});

test('a machine on which everything takes twice as long changes nothing', () => {
  const factor = Object.fromEntries(committed.subjects.map(({ name }) => [name, 2]));
  assert.equal(compareWithCommitted(sampleReport({ seed: 2, factor }), committed).passed, true);
});

test('on a machine of another speed ratios shift, and only what is far worse fails', () => {
  const slow = Object.fromEntries(committed.subjects.map(({ name }) => [name, 2]));
  const shifted = compareWithCommitted(sampleReport({ seed: 2, factor: { ...slow, fastify: 2.6 } }), committed);
  assert.equal(shifted.passed, true, renderVerdict(shifted));
  assert.match(renderVerdict(shifted), /took (1\.9|2\.0)\d times the CPU time of then/);
  assert.match(renderVerdict(shifted), /^over 15 % worse, but it may be the machine: health: fastify over express/m);
  const worse = compareWithCommitted(sampleReport({ seed: 2, factor: { ...slow, fastify: 3.4 } }), committed);
  assert.equal(worse.passed, false);
  assert.match(renderVerdict(worse), /^regression over 50 %: health: fastify over express/m);
});

test('a scenario that is missing is named, and fails', () => {
  const now = { ...committed, scenarios: committed.scenarios.filter(({ name }) => name !== 'verify') };
  const verdict = compareWithCommitted(now, committed);
  assert.deepEqual([verdict.passed, verdict.missing], [false, ['verify']]);
  assert.match(renderVerdict(verdict), /^missing: verify stands in the committed results/m);
});

test('a subject that is missing is named with its scenario, and fails', () => {
  const now = committed.scenarios.map((one) => ({
    ...one,
    saturation: one.saturation.filter(({ subject }) => one.name !== 'verify' || subject !== 'router-50'),
  }));
  const verdict = compareWithCommitted({ ...committed, scenarios: now }, committed);
  assert.deepEqual([verdict.passed, verdict.missing], [false, ['verify, router-50 over raw']]);
});

test('a scenario that was not asked for is not missing', () => {
  const now: Report = {
    ...sampleReport({ scenarios: ['health'] }),
    options: { ...committed.options, only: ['health'] },
  };
  assert.equal(compareWithCommitted(now, committed).passed, true);
});

test('what the quick form leaves out is named, and passes; what it planned and lacks fails', () => {
  const options = { ...committed.options, mode: 'quick' } as const;
  const quick: Report = { ...sampleReport({ scenarios: ['health', 'verify'] }), mode: 'quick', options };
  const verdict = compareWithCommitted(quick, committed);
  assert.equal(verdict.passed, true, renderVerdict(verdict));
  assert.match(renderVerdict(verdict), /^left out of this run, so not compared: verify 400; getProfile;/m);
  const lacking = quick.scenarios.map((one) => ({
    ...one,
    saturation: one.saturation.filter(({ subject }) => subject !== 'fastify'),
  }));
  assert.equal(compareWithCommitted({ ...quick, scenarios: lacking }, committed).passed, false);
});

test('a new scenario passes, and is said not to be guarded', () => {
  const verdict = compareWithCommitted(committed, sampleReport({ scenarios: ['health', 'login'] }));
  assert.equal(verdict.passed, true);
  assert.match(renderVerdict(verdict), /^not guarded.*: verify, verify 400,/m);
});

test('too few rounds, and nothing in common, are no good news', () => {
  const few = compareWithCommitted(sampleReport({ rounds: 2 }), committed);
  assert.equal(few.passed, false);
  assert.match(renderVerdict(few), /this run has 2 rounds; at least 3 are needed/);
  const other = compareWithCommitted(sampleReport({ scenarios: ['other'] }), committed);
  assert.equal(other.passed, false);
  assert.deepEqual(other.problems, ['the two runs have no ratio in common']);
});

test('the committed results are read as they were written, and refused by name where they are not theirs', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-guard-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'committed.json');
  await assert.rejects(readCommitted(file), {
    name: 'BenchmarkError',
    message: /committed\.json, and there are none; make them with npm run benchmark -- --commit$/,
  });
  for (const other of ['{', '[]', '{"format":2}', 'null']) {
    await writeFile(file, other);
    await assert.rejects(readCommitted(file), { message: /does not hold results of format 1/ });
  }
  await writeFile(file, JSON.stringify(committed));
  t.mock.method(console, 'log', () => undefined);
  const read = await readCommitted(file);
  assert.equal(checkAgainst(committed, read), true);
  assert.equal(checkAgainst(sampleReport({ factor: { fastify: 1.4 } }), read), false);
});

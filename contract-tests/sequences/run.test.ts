import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import type { ChangedRow } from '../../parity/compare-state.ts';
import { nameOf } from '../../parity/difference.ts';
import { type FakeApi, startFakeApi } from './fixtures/fake-api.ts';
import { runSequences, type SequenceSubjects } from './run.ts';

async function subjectsOf(t: TestContext, baseline: FakeApi, candidate: FakeApi): Promise<SequenceSubjects> {
  const [one, other] = [await startFakeApi(t, baseline), await startFakeApi(t, candidate)];
  const state = async (): Promise<{ baseline: readonly ChangedRow[]; candidate: readonly ChangedRow[] }> => ({
    baseline: one.changed(),
    candidate: other.changed(),
  });
  const contract = loadContract(OWN_CONTRACT);
  const enroll = () => Promise.reject(new Error('sequences register their people themselves'));
  return { contract, baseline: one.url, candidate: other.url, seeded: true, rules: {}, enroll, state };
}

const OPTIONS = { seed: 1, sequences: 60 };

test('finds nothing where both do what the model says', async (t) => {
  const result = await runSequences(await subjectsOf(t, {}, {}), OPTIONS);
  assert.deepEqual(
    result.findings.map(({ why, unmet }) => [why, unmet]),
    [],
  );
  assert.equal(result.cases, 60);
  assert.ok(result.requests > 150);
});

test('sees that both are wrong, and shows the shortest sequence that does', async (t) => {
  const { findings } = await runSequences(
    await subjectsOf(t, { takesRepeatedEmails: true }, { takesRepeatedEmails: true }),
    OPTIONS,
  );
  const [finding] = findings;
  assert.deepEqual(finding?.unmet.baseline, ['register: status 201, the model says 409']);
  assert.deepEqual(finding?.unmet.candidate, finding?.unmet.baseline);
  assert.deepEqual(finding?.differences, []);
  assert.deepEqual(
    finding?.steps.map(({ kind }) => kind),
    ['register', 'register'],
  );
});

test('sees an email that one of them takes twice when it is written in capitals', async (t) => {
  const { findings } = await runSequences(await subjectsOf(t, {}, { comparesCase: true }), OPTIONS);
  const shortest = findings.find(({ unmet }) => unmet.candidate.includes('register: status 201, the model says 409'));
  assert.deepEqual(shortest?.unmet.baseline, []);
  assert.ok(shortest?.differences.map(nameOf).includes('status'));
  assert.deepEqual(new Set(shortest?.steps.map((step) => 'shouts' in step && step.shouts)), new Set([true, false]));
});

test('sees a token that does not expire, by the time that went by', async (t) => {
  const { findings } = await runSequences(await subjectsOf(t, { tokensLiveOn: true }, { tokensLiveOn: true }), OPTIONS);
  const [finding] = findings;
  assert.match(finding?.unmet.baseline[0] ?? '', /status 200, the model says 401/);
  assert.ok(finding?.steps.some(({ kind }) => kind === 'wait'));
  assert.ok((finding?.steps.length ?? 99) <= 4);
});

test('sees a change that goes to another person', async (t) => {
  const faulty = { updatesTheFirst: true };
  const { findings } = await runSequences(await subjectsOf(t, faulty, faulty), { ...OPTIONS, sequences: 200 });
  const lines = findings.flatMap(({ unmet }) => unmet.baseline);
  assert.ok(
    lines.some((line) => /^(?:update|read|verify|login): (?:user is not|the id is)/.test(line)),
    lines.join('; '),
  );
});

test('sees a row that only one of them wrote, and one that it wrote otherwise', async (t) => {
  const lost = await runSequences(await subjectsOf(t, {}, { losesRows: true }), OPTIONS);
  assert.deepEqual(lost.findings[0]?.differences.map(nameOf), ['state-row:users']);
  assert.deepEqual(lost.findings[0]?.unmet.candidate, ['rows of 0 users were written, the model says 1']);
  const other = await runSequences(await subjectsOf(t, {}, { writesOtherRows: true }), OPTIONS);
  assert.deepEqual(other.findings[0]?.differences.map(nameOf), ['state-value:users.role']);
  assert.deepEqual(
    other.findings[0]?.steps.map(({ kind }) => kind),
    ['register'],
  );
});

test('plays the same sequences for the same seed', async (t) => {
  const play = async (seed: number) =>
    (await runSequences(await subjectsOf(t, {}, {}), { seed, sequences: 10 })).operations;
  assert.deepEqual(await play(7), await play(7));
  assert.notDeepEqual(await play(7), await play(8));
});

test('masks passwords and tokens in what it shows', async (t) => {
  const faulty = { tokensLiveOn: true };
  const { findings } = await runSequences(await subjectsOf(t, faulty, faulty), OPTIONS);
  const { raw = '', curl = '' } = findings[0]?.request ?? {};
  assert.ok(raw.includes('POST /api/auth/register'));
  assert.equal(/correct horse|token-of/.test(raw + curl), false);
});

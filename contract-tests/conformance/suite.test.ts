import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Contract } from '../../contract/document.ts';
import { deriveOperations } from '../../contract/operations.ts';
import { fixtureContract } from '../../parity/conformance/fixture-contract.ts';
import type { SuiteResult } from '../suites/suite-result.ts';
import { GOOD_KEY, type NotesFault, startNotes } from './fixture-server.ts';
import { planCases } from './plan.ts';
import { runConformance } from './suite.ts';

const person = { token: undefined, headers: [['X-Key', GOOD_KEY]] } as const;

async function run(baseline: string, candidate: string, houseRules = true): Promise<SuiteResult> {
  const contract = fixtureContract();
  const subjects = { contract, baseline, candidate, seeded: false, rules: {}, enroll: async () => person };
  return runConformance(subjects, { seed: 7, houseRules, settleMs: 5, concurrency: 16 });
}

const namesOf = ({ findings }: SuiteResult) => findings.map(({ case: name, unmet }) => [name, ...unmet.candidate]);

const start = async (t: TestContext, fault?: NotesFault) => {
  const [sound, faulty] = await Promise.all([startNotes(t), startNotes(t, fault)]);
  return { sound, faulty };
};

test('two servers that do as the contract says have no finding, and every operation is counted', async (t) => {
  const { sound, faulty } = await start(t);
  let last: readonly number[] = [];
  const contract = fixtureContract();
  const enroll = async () => person;
  const subjects = { contract, baseline: sound, candidate: faulty, seeded: true, rules: {}, enroll };
  const onProgress = (done: number, total: number) => {
    last = [done, total];
  };
  const result = await runConformance(subjects, { seed: 7, houseRules: true, settleMs: 5, onProgress });
  assert.deepEqual(namesOf(result), []);
  assert.deepEqual(last, [result.cases, result.cases]);
  const { addNote, listNotes, deleteNote } = result.operations;
  assert.deepEqual(Object.keys(addNote?.statuses ?? {}), ['201', '400', '401', '415']);
  assert.deepEqual(deleteNote?.statuses, { 204: 1, 400: 1 });
  assert.equal(listNotes?.keywords['/query/limit required'], 1);
  assert.equal(listNotes?.keywords['/query/limit type'], 1);
  assert.equal(addNote?.keywords['/body/text required'], 1);
  assert.equal(addNote?.keywords['/body/text type'], 2);
  assert.equal(addNote?.keywords['/body required'], 3);
  assert.equal(addNote?.failed, 0);
  assert.ok((addNote?.keywords['/body/kind type'] ?? 0) > 0, 'members that the example lacks are broken too');
});

/** A fault, a case that must show it, and the line that says so. */
const PLANTED: readonly (readonly [NotesFault, name: string, line: RegExp])[] = [
  ['asks nobody for a key', 'addNote: no credentials', /^status 201, allowed: 401$/],
  ['takes any key', 'addNote: an unknown key', /^status 201, allowed: 401$/],
  ['refuses the good key', 'addNote: body 1 as documented', /^status 401, though the credentials are good$/],
  ['takes any media type', 'addNote: a body of text/plain', /^status 201, allowed: 415$/],
  ['takes an empty body', 'addNote: an empty body', /^status 201, allowed: 400, 415$/],
  ['takes an empty body', 'addNote: no body', /^status 201, allowed: 400, 415$/],
  ['breaks on broken JSON', 'addNote: a body that is cut off', /^status 500: the server failed$/],
  ['takes notes without text', 'addNote: the body without /text', /^status 201, allowed: 400$/],
  ['takes texts of any type', 'addNote: /text as number', /^status 201, allowed: 400$/],
  [
    'takes undocumented members',
    'addNote: the body with a member that is not documented',
    /^status 201, allowed: 400$/,
  ],
  ['refuses the documented example', 'addNote: body 1 as documented', /^valid input was refused with 400$/],
  ['takes undocumented query keys', 'getNote: a query parameter that is not documented', /^status 200, allowed: 400$/],
  ['does not need its query parameter', 'listNotes: without the query parameter limit', /^status 200, allowed: 400$/],
  ['takes any query value', 'listNotes: the query parameter limit as a text', /^status 200, allowed: 400$/],
  ['finds nothing where the method is wrong', '/notes: PUT is not documented', /^status 404, allowed: 405$/],
  [
    'forgets half of Allow',
    '/notes/{id}: PATCH is not documented',
    /^Allow lacks GET, DELETE|^Allow lacks DELETE, GET/,
  ],
  ['has other fields for HEAD', 'getNote: HEAD', /^header etag of HEAD is not what GET has$/],
  ['has another length for HEAD', 'listNotes: HEAD', /^header content-length of HEAD is not what GET has$/],
  [
    'has something on every path',
    'a path that is not documented: POST',
    /^status 200, but the contract does not document/,
  ],
  ['forgets a member', 'getNote: as documented', /^body \/id is missing$/],
  ['forgets a header', 'listNotes: as documented', /^header X-Count is missing/],
  ['sends a byte too many', 'getNote: as documented', /^answered what is no HTTP|^1 bytes more/],
  ['says nothing', 'getNote: as documented', /^0 answers to 1 requests$/],
];

describe('a server is found out that', () => {
  for (const [fault, name, line] of PLANTED) {
    test(`${fault} (${name})`, async (t) => {
      const { sound, faulty } = await start(t, fault);
      const { findings, operations } = await run(sound, faulty);
      const finding = findings.find((one) => one.case === name);
      assert.ok(finding, `found only: ${findings.map((one) => one.case).join('; ')}`);
      assert.ok(
        finding.unmet.candidate.some((one) => line.test(one)),
        finding.unmet.candidate.join('\n'),
      );
      assert.deepEqual(finding.unmet.baseline, []);
      assert.ok(finding.differences.length > 0);
      assert.match(finding.request?.curl ?? '', /^curl /);
      assert.ok((operations[finding.operation ?? '']?.failed ?? 0) > 0);
    });
  }
});

test('two servers with one fault agree, and are found out both', async (t) => {
  const { faulty } = await start(t, 'asks nobody for a key');
  const { findings } = await run(faulty, faulty);
  const finding = findings.find((one) => one.case === 'addNote: no credentials');
  assert.deepEqual(finding?.unmet.baseline, finding?.unmet.candidate);
  assert.deepEqual(finding?.differences, []);
});

test('no finding shows a key that was sent', async (t) => {
  const { sound, faulty } = await start(t, 'refuses the documented example');
  const { findings } = await run(sound, faulty);
  const { raw = '', curl = '' } = findings.find((one) => one.case === 'addNote: body 1 as documented')?.request ?? {};
  for (const text of [raw, curl]) {
    assert.match(text, /X-Key: \*+/);
    assert.ok(!text.includes(GOOD_KEY), text);
  }
});

test('without house rules a server may ignore query keys that nobody documented, and answer a wrong method with 404', async (t) => {
  for (const fault of ['takes undocumented query keys', 'finds nothing where the method is wrong'] as const) {
    const { faulty } = await start(t, fault);
    assert.deepEqual(namesOf(await run(faulty, faulty, false)), []);
  }
});

test('the same seed asks the same, and another seed something else', () => {
  const plan = (seed: number) => JSON.stringify(planCases(fixtureContract(), { person, seed, houseRules: true }));
  assert.equal(plan(1), plan(1));
  assert.notEqual(plan(1), plan(2));
});

test('no two cases have one name', () => {
  const { cases } = planCases(fixtureContract(), { person, seed: 7, houseRules: true });
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
});

test('an operation that nothing can be asked of is a finding, not a silence', async (t) => {
  const { sound } = await start(t);
  const post = {
    operationId: 'upload',
    requestBody: { content: { 'multipart/form-data': { schema: { type: 'object' } } } },
    responses: { 204: { description: 'Taken' } },
  };
  const document = { openapi: '3.0.3', info: { title: 'Files', version: '1' }, paths: { '/files': { post } } };
  const contract: Contract = { document, operations: deriveOperations(document), digest: 'sha256:files' };
  const subjects = {
    contract,
    baseline: sound,
    candidate: sound,
    seeded: false,
    rules: {},
    enroll: async () => person,
  };
  const { findings, operations } = await runConformance(subjects, { seed: 7, houseRules: true, settleMs: 5 });
  assert.match(
    findings[0]?.unmet.candidate[0] ?? '',
    /no body of multipart\/form-data can be made; it needs an example/,
  );
  assert.deepEqual([findings[0]?.operation, operations.upload?.failed], ['upload', 1]);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { nameOf } from '../../parity/difference.ts';
import type { Subjects } from '../suites/subjects.ts';
import type { WireCase } from '../wire/case.ts';
import { runCases } from '../wire/run-cases.ts';
import type { World } from '../wire/world.ts';
import { contractOf } from './fixtures/contract.ts';
import { type FixtureAnswer, startServer } from './fixtures/server.ts';
import { runGenerated } from './run.ts';
import { saveAsWireCase } from './save.ts';

const NOTE = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: { title: { type: 'string', maxLength: 300 }, stars: { type: 'integer', minimum: 1, maximum: 5 } },
};
const CONTRACT = contractOf({
  '/notes': {
    post: {
      operationId: 'addNote',
      security: [{ bearer: [] }],
      requestBody: { required: true, content: { 'application/json': { schema: NOTE } } },
      responses: { 201: { description: 'Added.' } },
    },
    get: { operationId: 'listNotes', responses: { 200: { description: 'All.' } } },
  },
});

type Serve = (request: IncomingMessage, body: string) => FixtureAnswer | Promise<FixtureAnswer>;
type ServeNow = (request: IncomingMessage, body: string) => FixtureAnswer;

/** Takes everything, and says how many bytes it was. */
const sound: ServeNow = ({ method }, body) => ({
  status: method === 'POST' ? 201 : 200,
  body: { size: body.length, text: 'fine' },
});

/** Changes one byte of the answer to what breaks `maxLength` of the title. */
const faulty: ServeNow = (request, body) => {
  const answer = sound(request, body);
  return titleOf(body).length > 300 ? { ...answer, body: { ...answer.body, text: 'fime' } } : answer;
};

function titleOf(body: string): string {
  try {
    const { title } = JSON.parse(body) as { readonly title?: unknown };
    return typeof title === 'string' ? title : '';
  } catch {
    return '';
  }
}

async function subjectsOf(t: TestContext, baseline: Serve, candidate: Serve): Promise<Subjects> {
  return {
    contract: CONTRACT,
    baseline: await startServer(t, baseline),
    candidate: await startServer(t, candidate),
    seeded: false,
    rules: {},
    enroll: async (name) => ({ token: `secret-of-${name}`, headers: [['X-Person', name]] }),
  };
}

test('finds nothing between two that are alike, breaks every keyword, and counts what it saw', async (t) => {
  const progress: number[] = [];
  const result = await runGenerated(await subjectsOf(t, sound, sound), {
    seed: 1,
    runs: 400,
    onProgress: (done) => progress.push(done),
  });
  assert.deepEqual(result.findings, []);
  assert.deepEqual([result.cases, result.requests, result.seed], [400, 400, 1]);
  assert.deepEqual(progress, [100, 200, 300, 400]);
  assert.deepEqual(Object.keys(result.operations.addNote?.keywords ?? {}).sort(), [
    '/body additionalProperties',
    '/body required',
    '/body type',
    '/body/stars maximum',
    '/body/stars minimum',
    '/body/stars type',
    '/body/title maxLength',
    '/body/title required',
    '/body/title type',
  ]);
  assert.equal(result.operations.addNote?.failed, 0);
  assert.ok((result.operations.listNotes?.statuses['200'] ?? 0) > 50);
});

test('makes a difference the smallest request that shows it, without the secret', async (t) => {
  const { findings } = await runGenerated(await subjectsOf(t, sound, faulty), { seed: 1, runs: 300 });
  assert.equal(findings.length, 1, findings.map(({ case: name }) => name).join(', '));
  const [finding] = findings;
  assert.ok(finding);
  assert.deepEqual(finding.differences.map(nameOf), ['json-changed:/text']);
  assert.equal(finding.operation, 'addNote');
  assert.equal(finding.generated.keyword, '/body/title maxLength');
  assert.match(String(finding.generated.body), /^\{"title":"(.)\1{300}"\}$/u);
  assert.equal(finding.request.raw.includes('secret-of'), false);
  assert.match(finding.request.raw, /^POST \/notes HTTP\/1\.1/);
  assert.match(finding.request.curl, /^curl /);
});

test('saves a finding as a wire case that is in style, and shows the difference in the table', async (t) => {
  const subjects = await subjectsOf(t, sound, faulty);
  const { findings } = await runGenerated(subjects, { seed: 1, runs: 300 });
  const [finding] = findings;
  assert.ok(finding);
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-found-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = saveAsWireCase(finding, directory);
  assert.notEqual(saveAsWireCase(finding, directory), file);

  const text = readFileSync(file, 'utf8');
  assert.match(text, /\.repeat\(301\)/);
  assert.ok(text.length < 2500 && text.includes('educator.token') && !text.includes('secret-of'), text);
  const saved = Object.values((await import(file)) as Record<string, readonly WireCase<World>[]>).flat();
  const member = { email: 'a@example.org', password: 'p', token: 't' };
  const { baseline, candidate } = subjects;
  const world = { student: member, educator: member };
  const [result] = await runCases(saved, { baseline, candidate, world });
  assert.deepEqual(result?.differences.map(nameOf), ['json-changed:/text']);
  const [green] = await runCases(saved, { baseline, candidate: baseline, world });
  assert.deepEqual(green?.differences, []);

  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const cwd = join(import.meta.dirname, '..', '..');
  const path = `--stdin-file-path=${join(cwd, 'contract-tests', 'wire', 'cases', 'found', 'x.ts')}`;
  const checked = spawnSync(process.execPath, [biome, 'check', '--write', path], {
    cwd,
    input: text,
    encoding: 'utf8',
  });
  assert.deepEqual([checked.status, checked.stdout], [0, text], checked.stderr);
});

test('collects findings that are not alike up to a bound, and ends there', async (t) => {
  let count = 0;
  const numbered: Serve = () => {
    count += 1;
    return { status: 200, body: { [`member${count % 7}`]: 1 } };
  };
  const constant: Serve = () => ({ status: 200, body: { constant: 1 } });
  const subjects = await subjectsOf(t, constant, numbered);
  const { findings, cases } = await runGenerated(subjects, { seed: 1, runs: 5000, maxFindings: 3 });
  assert.equal(findings.length, 3);
  assert.ok(cases < 500, String(cases));
});

test('reports what a judge says of an answer, and asks it of the candidate only then', async (t) => {
  const picky: Serve = (request, body) => {
    const answer = sound(request, body);
    return /"stars":0\b/.test(body) ? { ...answer, status: 400 } : answer;
  };
  const asked = { valid: 0, invalid: 0, unknown: 0 };
  const { findings, operations } = await runGenerated(await subjectsOf(t, picky, picky), {
    seed: 1,
    runs: 200,
    judge(operation, expectation, request, { status }) {
      asked[expectation] += 1;
      if (operation !== 'addNote' || request.method !== 'POST') return [];
      return expectation === 'invalid' && status < 400 ? ['accepted what it must not'] : [];
    },
  });
  assert.ok(asked.valid > 30 && asked.invalid > 15 && asked.unknown > 20, JSON.stringify(asked));
  const [first] = findings;
  assert.deepEqual(first?.unmet, { baseline: ['accepted what it must not'], candidate: ['accepted what it must not'] });
  assert.ok(findings.length >= 8 && (operations.addNote?.failed ?? 0) >= findings.length);
});

test('a server that does not answer is a finding, not an end', async (t) => {
  const subjects = await subjectsOf(t, sound, sound);
  const { findings } = await runGenerated(
    { ...subjects, candidate: 'http://127.0.0.1:1' },
    { seed: 1, runs: 50, maxFindings: 1 },
  );
  assert.deepEqual(findings[0]?.differences.map(nameOf), ['failure']);
});

test('asks for each request to be made personal, by a name of its own', async (t) => {
  const subjects = await subjectsOf(t, sound, sound);
  const names = new Set<string>();
  await runGenerated(subjects, {
    seed: 1,
    runs: 100,
    personalise(request, { token }, testCase) {
      assert.match(`${token} ${testCase}`, /^secret-of-lane-1-\d+ generated-\d+$/);
      names.add(testCase);
      return request;
    },
  });
  assert.equal(names.size, 100);
});

test('lets requests that change something run alone, unless they are made personal', async (t) => {
  const seen = { underWay: 0, overlaps: 0, most: 0 };
  const watching: Serve = async (request, body) => {
    seen.underWay += 1;
    seen.most = Math.max(seen.most, seen.underWay);
    const isAlone = () => request.method !== 'POST' || seen.underWay === 1;
    const wasAlone = isAlone();
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    if (!wasAlone || !isAlone()) seen.overlaps += 1;
    seen.underWay -= 1;
    return sound(request, body);
  };
  const subjects = await subjectsOf(t, watching, sound);
  await runGenerated(subjects, { seed: 1, runs: 200 });
  assert.equal(seen.overlaps, 0);
  assert.ok(seen.most > 1);
  await runGenerated(subjects, { seed: 1, runs: 200, personalise: (request) => request });
  assert.ok(seen.overlaps > 10);
});

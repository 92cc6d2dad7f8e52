import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadContract } from '../contract/document.ts';
import { cases } from './fixture/cases/index.ts';
import { FIXTURE_ENTRY, startFixturePair } from './fixture/pair.ts';
import { settle } from './fixture/world.ts';
import type { Pair } from './pair.ts';
import { databasesOf } from './suites/own-api.ts';
import { redLines } from './suites/red-lines.ts';
import { isGreen } from './wire/run-cases.ts';
import { runWatched } from './wire/run-watched.ts';

describe('both servers answer another contract with the same bytes', () => {
  let pair: Pair;
  before(async () => {
    pair = await startFixturePair();
  });
  after(() => pair?.stop());

  test(`in all ${cases.length} wire cases`, async () => {
    const { express: baseline, fastify: candidate } = pair.urls;
    const world = await settle([baseline, candidate]);
    const results = await runWatched(cases, databasesOf(pair), { baseline, candidate, world, sendCaseId: true });
    assert.equal(results.length, cases.length);
    assert.deepEqual(results.filter((result) => !isGreen(result)).map(redLines), []);
    for (const { case: name, observations } of results.filter((result) => /fails midway(?!, HEAD)/.test(result.case))) {
      const { candidate } = observations;
      const last = candidate.kind === 'observed' ? candidate.answers.at(-1) : undefined;
      assert.deepEqual([last?.status, last?.complete], [200, false], `${name}: must not end as if it were whole`);
    }
  });

  test('every operation has a case', () => {
    const { operations } = loadContract(new URL('fixture/openapi.yaml', import.meta.url));
    const exercised = new Set(cases.map(({ operation }) => operation));
    assert.deepEqual(
      operations.filter(({ id }) => !exercised.has(id)).map(({ id }) => id),
      [],
    );
  });
});

/** The fixture contract with one thing more that no server supports, and how both say so. */
const REFUSED: readonly (readonly [what: string, from: string, to: string, message: RegExp])[] = [
  [
    'a multipart body',
    'text/plain: { schema: { type: string, maxLength: 3',
    'multipart/form-data: { schema: { type: string, maxLength: 3',
    /postDocument: a multipart body/,
  ],
  ['a style', 'style: pipeDelimited,', 'style: matrix,', /getLists: the query parameter marks has the style matrix/],
  [
    'an API key',
    'type: http, scheme: Bearer',
    'type: apiKey, in: header, name: K',
    /getSecured: the security scheme sessionToken is apiKey/,
  ],
  [
    'a partial segment',
    '/required-cookie:',
    '/required-{cookie}:',
    /getRequiredCookie: the path segment "required-\{cookie\}"/,
  ],
  [
    'a pattern that is none',
    "'^[a-z]{2}$'",
    "'['",
    /the schema of getScalars input cannot be used: Invalid regular expression/,
  ],
  [
    'a type that is none',
    'maybe, in: query, schema: { type: integer',
    'maybe, in: query, schema: { type: whole',
    /the schema of getScalars input cannot be used/,
  ],
  ['an operation without a handler', 'operationId: getText', 'operationId: getTextNow', /no handler for: getTextNow/],
];

describe('what a contract asks for and no server does is refused at start, in one line', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-fixture-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  for (const name of ['express', 'fastify']) {
    for (const [what, from, to, message] of REFUSED) {
      test(`${name}: ${what}`, async () => {
        const original = await readFile(new URL('fixture/openapi.yaml', import.meta.url), 'utf8');
        assert.ok(original.includes(from));
        const file = join(directory, `${name}-${what}.yaml`);
        await writeFile(file, original.replace(from, to));
        const { code, errors } = await refuse(name, file);
        assert.match(errors, message);
        assert.equal(errors.trim().split('\n').length, 1, errors);
        assert.equal(code, 1);
      });
    }
  }

  /** Starts a server that should not start, and answers how it ended and what it said. */
  async function refuse(name: string, contract: string): Promise<{ code: number | null; errors: string }> {
    const child = spawn(process.execPath, [FIXTURE_ENTRY, name, contract], {
      env: {
        PATH: process.env.PATH,
        DATA_DIR: join(directory, 'data'),
        EXPRESS_PORT: '0',
        FASTIFY_PORT: '0',
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 20_000,
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, errors };
  }
});

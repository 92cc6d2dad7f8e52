import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { PROOF } from '../../parity/fixtures/proof.ts';
import { KnownDifferences } from '../../parity/known-differences.ts';
import { readProof, signProof } from '../../parity/proof.ts';
import type { Pair, PairOptions } from '../pair.ts';
import type { SuiteResult } from '../suites/suite-result.ts';
import { DEFAULT_SETTINGS } from '../wire/adapt.ts';
import { finding, greenResult } from './fixtures/results.ts';
import { refusal, summary } from './in-words.ts';
import { createPairs, type StartPair } from './pairs.ts';
import { hasProof, readProofFile, writeProof } from './proof-file.ts';
import { type Outcome, type ProveRun, prove } from './run.ts';
import type { Suite } from './suites.ts';

const CONTRACT = loadContract(OWN_CONTRACT);
const KEYS = generateKeyPairSync('ed25519');
const NOW = new Date('2026-01-01T00:00:00.000Z');
const digest = `sha256:${'1'.repeat(64)}`;

/** In the place of both servers stands one that says on /health what they would. */
const said = { contract: CONTRACT.digest, build: digest, configuration: digest, node: 'v26.10.0' };
let answer: object = said;
const stand = createServer((_, response) => response.end(JSON.stringify({ status: 'ok', ...answer })));
let url: string;
before(async () => {
  stand.listen(0, '127.0.0.1');
  await once(stand, 'listening');
  url = `http://127.0.0.1:${(stand.address() as AddressInfo).port}`;
});
after(() => stand.close());

const directory = mkdtempSync(join(tmpdir(), 'lockstep-prove-run-'));
after(() => rmSync(directory, { recursive: true }));

let file: string;
let started: PairOptions[];
let running: number;
beforeEach(() => {
  file = join(mkdtempSync(join(directory, 'case-')), 'proof.json');
  started = [];
  running = 0;
  answer = said;
});

const startStand: StartPair = async (options = {}) => {
  const { signal: _, ...rest } = options;
  started.push(rest);
  running += 1;
  const stop = async () => {
    running -= 1;
  };
  const pair: Pair = {
    urls: { express: url, fastify: url },
    pids: { express: 0, fastify: 0 },
    dataDirs: { express: directory, fastify: directory },
    kill: async () => {},
    stop,
  };
  return pair;
};

const green: Suite = { name: 'wire', compares: true, run: async () => greenResult() };

function suiteOf(result: Partial<SuiteResult>): Suite {
  return { ...green, run: async () => ({ ...greenResult(), ...result }) };
}

function runOf(suites: readonly Suite[], signal = new AbortController().signal): ProveRun {
  return {
    contract: CONTRACT,
    suites,
    options: { runs: 10, seed: 7, save: false },
    settings: DEFAULT_SETTINGS,
    known: new KnownDifferences([]),
    pairs: createPairs({ FRONTEND_URL: 'https://app.example.org' }, startStand),
    signing: { key: KEYS.privateKey, lifeSeconds: 60, tool: '0.1.0', lockfile: digest, file },
    now: () => NOW,
    progress: { begin: () => {}, advance: () => {}, end: () => {} },
    say: () => {},
    signal,
  };
}

async function proven(outcome: Promise<Outcome>) {
  const result = await outcome;
  assert.ok(result.kind === 'proven', JSON.stringify(result));
  return result.proof;
}

test('where nothing was found, writes a proof that reads as what was seen', async () => {
  const proof = await proven(prove(runOf([green, { ...suiteOf({ suite: 'generated', seed: 7 }), name: 'generated' }])));
  const verdict = await readProof(readProofFile(file), KEYS.publicKey, { now: NOW });
  assert.deepEqual(verdict, { kind: 'valid', proof });
  assert.equal(proof.expiresAt, '2026-01-01T00:01:00.000Z');
  assert.deepEqual(proof.baseline, { name: 'express', identity: { kind: 'reported', ...said }, lockfile: digest });
  assert.deepEqual(proof.candidate, { name: 'fastify', identity: { kind: 'reported', ...said }, lockfile: digest });
  assert.deepEqual(proof.suites, [
    { suite: 'wire', cases: 90, requests: 100, durationMs: 13 },
    { suite: 'generated', cases: 90, requests: 100, seed: 7, durationMs: 13 },
  ]);
  assert.ok(Object.values(proof.operations).every(({ verdict: each, cases }) => each === 'identical' && cases === 20));
  assert.match(summary(proof, file), /9 of 9 operations .*\nvalid until 2026-01-01T00:01:00\.000Z\nwritten to /);
});

test('starts its servers under a seed, each on a database of its own, with the settings it was given', async () => {
  await proven(prove(runOf([green])));
  assert.deepEqual(started, [
    {
      databases: 'separate',
      env: {
        FRONTEND_URL: 'https://app.example.org',
        NODE_ENV: 'test',
        LOCKSTEP_TEST_SEED: 'prove-7',
        LOG_LEVEL: 'error',
      },
    },
  ]);
  assert.equal(running, 0);
});

const thrown: Suite = { ...green, run: () => Promise.reject(new Error('planted')) };
const failing: Readonly<Record<string, readonly Suite[]>> = {
  'a finding in the first suite': [suiteOf({ findings: [finding] }), green],
  'a finding in the last suite': [green, suiteOf({ findings: [finding] })],
  'a suite that ran nothing': [green, suiteOf({ cases: 0 })],
  'a suite that throws': [green, thrown],
  'no suite': [],
};

for (const [words, suites] of Object.entries(failing)) {
  test(`${words}: no proof is written, and the servers are stopped`, async () => {
    const outcome = await prove(runOf(suites)).catch((error: Error) => error);
    assert.ok(outcome instanceof Error || outcome.kind === 'refuted', JSON.stringify(outcome));
    assert.deepEqual(readdirSync(join(file, '..')), []);
    assert.equal(running, 0);
  });

  test(`${words}: an older proof is left as it is`, async () => {
    writeProof(file, 'older');
    await prove(runOf(suites)).catch(() => {});
    assert.equal(readProofFile(file), 'older');
    assert.deepEqual(readdirSync(join(file, '..')), ['proof.json']);
  });
}

test('a suite that throws is named', async () => {
  await assert.rejects(prove(runOf([thrown])), /the suite wire could not be run to its end: planted/);
});

test('a server that was lost under a suite is named', async () => {
  const losing: Suite = {
    ...green,
    run: async () => {
      answer = {};
      throw new Error('fetch failed');
    },
  };
  const message =
    /^the suite wire could not be run to its end; the baseline does not answer any more; the candidate .* any more: fetch failed$/;
  await assert.rejects(prove(runOf([losing])), { message });
});

test('a refusal says what became of the proof', async () => {
  const outcome = await prove(runOf([suiteOf({ findings: [finding] })]));
  assert.ok(outcome.kind === 'refuted');
  assert.equal(refusal(outcome.judgement, file, false), 'not proven: 1 finding\nno proof was written');
  const { judgement } = outcome;
  assert.match(
    refusal({ ...judgement, faults: ['planted'] }, file, true),
    /^fault of the run: planted\nnot proven: 1 finding\n.* an older one and was left as it is$/,
  );
});

for (const moment of ['before the run', 'while a suite runs', 'at the end of the last suite'] as const) {
  test(`interrupted ${moment}: no proof, and the servers are stopped`, async () => {
    const controller = new AbortController();
    const endless = new Promise<never>(() => {});
    const interrupting: Suite = {
      ...green,
      run: async () => {
        controller.abort();
        return moment === 'while a suite runs' ? endless : greenResult();
      },
    };
    if (moment === 'before the run') controller.abort();
    const run = runOf([green, interrupting], controller.signal);
    const signed = Promise.withResolvers<void>();
    const now = () => {
      signed.resolve();
      return NOW;
    };
    await assert.rejects(prove({ ...run, now }), /^ProveError: interrupted$/);
    if (moment === 'at the end of the last suite') {
      await signed.promise;
      // What is done after the clock was read is over once more than that was signed behind it.
      for (let times = 0; times < 5; times += 1) await signProof(PROOF, KEYS.privateKey);
    }
    assert.equal(hasProof(file), false);
    assert.equal(running, 0);
  });
}

test('servers that a suite starts are stopped too, and none is started after the end', async () => {
  const pairs = createPairs({}, startStand);
  const starting: Suite = {
    ...green,
    run: async ({ start }) => {
      await start({ env: { AI_TIMEOUT_MS: '1' } });
      assert.equal(running, 2);
      return greenResult();
    },
  };
  await proven(prove({ ...runOf([starting]), pairs }));
  assert.equal(running, 0);
  await assert.rejects(pairs.start(), /the run is over/);
});

for (const [words, wrong, message] of [
  ['of another contract', { ...said, contract: digest }, /openapi\.yaml changed/],
  ['that do not say what they run', {}, /does not say on \/health/],
] as const) {
  test(`servers ${words} are not proven`, async () => {
    answer = wrong;
    await assert.rejects(prove(runOf([green])), message);
    assert.equal(existsSync(file), false);
  });
}

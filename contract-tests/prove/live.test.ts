/** A proof is of the servers that `npm start` runs with the same settings, though they run without a seed. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { KnownDifferences } from '../../parity/known-differences.ts';
import { assessProof } from '../../parity/proof-assessment.ts';
import type { Proof } from '../../parity/proof-payload.ts';
import { call } from '../client.ts';
import { end, startPair, startProcess } from '../pair.ts';
import { DEFAULT_SETTINGS } from '../wire/adapt.ts';
import { readProveConfig } from './config.ts';
import { greenResult } from './fixtures/results.ts';
import { askIdentity } from './identity.ts';
import { signingKey } from './keys.ts';
import { createPairs } from './pairs.ts';
import { proofFileIn } from './proof-file.ts';
import { prove } from './run.ts';
import { keptTokenSecret } from './token-secret.ts';

const CONTRACT = loadContract(OWN_CONTRACT);
let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lockstep-prove-live-'));
});
after(() => rm(directory, { recursive: true, force: true }));

/** The proof that these settings give, as prove.ts makes it, but with one suite that is over at once. */
async function proofBy(environment: Readonly<Record<string, string>>): Promise<Proof> {
  const { dataDir, jwtSecret, keys, proofLifeSeconds, serverEnvironment } = readProveConfig(environment);
  const outcome = await prove({
    contract: CONTRACT,
    suites: [{ name: 'wire', compares: true, run: async () => greenResult() }],
    options: { runs: 1, seed: 1, save: false },
    settings: DEFAULT_SETTINGS,
    known: new KnownDifferences([]),
    pairs: createPairs({ ...serverEnvironment, JWT_SECRET: jwtSecret ?? keptTokenSecret(dataDir) }, startPair),
    signing: {
      key: signingKey(dataDir, keys),
      lifeSeconds: proofLifeSeconds,
      tool: '0.1.0',
      lockfile: `sha256:${'1'.repeat(64)}`,
      file: proofFileIn(dataDir),
    },
    now: () => new Date(),
    progress: { begin: () => {}, advance: () => {}, end: () => {} },
    say: () => {},
    signal: new AbortController().signal,
  });
  assert.ok(outcome.kind === 'proven');
  return outcome.proof;
}

/** What both servers say of themselves that run with these settings. */
async function liveWith(environment: Readonly<Record<string, string>>) {
  const ports = { EXPRESS_PORT: '0', FASTIFY_PORT: '0', LOG_LEVEL: 'warn' };
  const servers = [];
  try {
    // One after the other: the first may have to make the secret.
    for (const name of ['express', 'fastify'] as const)
      servers.push(await startProcess(name, { ...environment, ...ports }));
    const [baseline, candidate] = await Promise.all(servers.map(({ url }) => askIdentity(url)));
    return { baseline, candidate };
  } finally {
    await Promise.all(servers.map(({ child }) => end(child, 'SIGTERM')));
  }
}

async function reasonsAgainst(proof: Proof, environment: Readonly<Record<string, string>>): Promise<string[]> {
  const coverages = assessProof(proof, { ...(await liveWith(environment)), contract: CONTRACT, now: new Date() });
  const kinds = [...coverages.values()].flatMap((coverage) =>
    coverage.kind === 'covered' ? [] : coverage.reasons.map(({ kind }) => kind),
  );
  return [...new Set(kinds)];
}

test('with no setting but the directory, whoever makes the secret first', async () => {
  const servers = { DATA_DIR: join(directory, 'servers-first') };
  await liveWith(servers);
  assert.deepEqual(await reasonsAgainst(await proofBy(servers), servers), []);

  const proof = { DATA_DIR: join(directory, 'proof-first') };
  assert.deepEqual(await reasonsAgainst(await proofBy(proof), proof), []);
});

test('with settings of all kinds; and another value of one of them is not what was proven', async () => {
  const settings = {
    DATA_DIR: join(directory, 'settings'),
    NODE_ENV: 'production',
    JWT_SECRET: 'a secret of more than thirty-two bytes',
    FRONTEND_URL: 'https://app.example.org',
    JWT_EXPIRES_IN: '1h',
    TRUSTED_PROXIES: '10.0.0.0/8, loopback',
    AI_TIMEOUT_MS: '4000',
    AI_QUEUE_LIMIT: '7',
  };
  const proof = await proofBy(settings);
  assert.deepEqual(await reasonsAgainst(proof, settings), []);
  assert.deepEqual(await reasonsAgainst(proof, { ...settings, AI_QUEUE_LIMIT: '8' }), ['configuration-changed']);
});

test('under a seed the AI engine has time, whatever the settings say', async () => {
  const ask = async (env: Readonly<Record<string, string>>) => {
    const pair = await startPair({ databases: 'separate', env: { AI_TIMEOUT_MS: '1', AI_QUEUE_LIMIT: '1', ...env } });
    try {
      const body = {
        email: 'a@example.org',
        password: 'correct horse battery',
        firstName: 'A',
        lastName: 'B',
        role: 'educator',
      };
      const { body: session } = await call(pair.urls.fastify, 'POST /api/auth/register', { body });
      const prompt = { prompt: 'The report was written by the team. '.repeat(20), type: 'analysis' };
      const replies = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          call(pair.urls.fastify, 'POST /api/ai/generate', {
            body: prompt,
            token: session.token,
            headers: { 'x-lockstep-case': `ai-${index}` },
          }),
        ),
      );
      return [...new Set(replies.map(({ status }) => status))];
    } finally {
      await pair.stop();
    }
  };
  assert.deepEqual(await ask({ NODE_ENV: 'test', LOCKSTEP_TEST_SEED: 'ai' }), [200]);
  assert.deepEqual(await ask({ NODE_ENV: 'test' }), [503]);
});

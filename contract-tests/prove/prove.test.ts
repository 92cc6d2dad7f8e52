/** The commands as a person runs them. A whole run is part of `.ci/run`. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { digestBuild } from '../../contract/build-digest.ts';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { signProof } from '../../parity/proof.ts';
import type { ReportedIdentity } from '../../parity/proof-identity.ts';
import type { Proof } from '../../parity/proof-payload.ts';
import { end, startProcess } from '../pair.ts';
import { askIdentity } from './identity.ts';
import { signingKey } from './keys.ts';
import { proofFileIn, writeProof } from './proof-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'lockstep-prove-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const fresh = () => mkdtempSync(join(directory, 'case-'));
const NONE = { privateKey: undefined, publicKey: undefined };

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

function start(command: 'prove' | 'show', words: readonly string[], cwd: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${command}.ts`), ...words], {
    cwd,
    env: { PATH: process.env.PATH, npm_execpath: process.env.npm_execpath, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: ended(child) };
}

async function ended(child: ChildProcess): Promise<Ended> {
  let [out, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}

describe('npm run prove', () => {
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    test(`ended by ${signal} it stops its servers, removes what they wrote, and writes no proof`, async () => {
      const [cwd, temporary] = [fresh(), fresh()];
      const watching = watch(temporary);
      const { child, ended } = start('prove', [], cwd, { TMPDIR: temporary, DATA_DIR: join(cwd, 'data') });
      // What the servers write is there, and they are starting.
      await once(watching, 'change');
      watching.close();
      child.kill(signal);
      const { code: seen, errors } = await ended;
      assert.equal(seen, code, errors);
      assert.match(errors, /prove: interrupted\nno proof was written\n$/);
      assert.deepEqual(readdirSync(temporary), []);
      assert.deepEqual(readdirSync(join(cwd, 'data')).sort(), [
        'jwt-secret',
        'proof-private-key.pem',
        'proof-public-key.pem',
      ]);
    });
  }

  test('reads the file .env, and what is set already wins', async () => {
    const cwd = fresh();
    writeFileSync(join(cwd, '.env'), 'PROOF_EXPIRES_IN=soon\nDATA_DIR=here\nRATE_LIMIT=off\n');
    const { code, errors } = await start('prove', [], cwd, { RATE_LIMIT: 'on' }).ended;
    assert.equal(code, 1);
    assert.match(errors, /PROOF_EXPIRES_IN="soon" is wrong/);
    assert.doesNotMatch(errors, /RATE_LIMIT/);
  });

  test('refuses keys that do not belong together before anything is started', async () => {
    const [cwd, temporary] = [fresh(), fresh()];
    const base64 = (half: 'privateKey' | 'publicKey') =>
      generateKeyPairSync('ed25519')
        [half].export({ type: half === 'privateKey' ? 'pkcs8' : 'spki', format: 'der' })
        .toString('base64');
    const keys = { PROOF_PRIVATE_KEY: base64('privateKey'), PROOF_PUBLIC_KEY: base64('publicKey') };
    const { code, errors } = await start('prove', [], cwd, { TMPDIR: temporary, ...keys }).ended;
    assert.equal(code, 1);
    assert.match(errors, /PROOF_PUBLIC_KEY is not the public key of PROOF_PRIVATE_KEY/);
    assert.ok(!errors.includes(keys.PROOF_PRIVATE_KEY));
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('refuses what it does not know, and helps', async () => {
    const mistaken = await start('prove', ['--rnus', '1'], fresh(), {}).ended;
    assert.equal(mistaken.code, 1);
    assert.match(mistaken.errors, /--rnus.*\n\nUsage: npm run prove/);
    const helped = await start('prove', ['--help'], fresh(), {}).ended;
    assert.equal(helped.code, 0);
    assert.match(helped.out, /^Usage: npm run prove/);
  });
});

describe('npm run proof:show', () => {
  const digest = `sha256:${'1'.repeat(64)}`;
  const identity: ReportedIdentity = {
    kind: 'reported',
    contract: digest,
    build: digestBuild(fileURLToPath(new URL('.', OWN_CONTRACT))),
    configuration: digest,
    node: 'v26.10.0',
  };
  const nobody = { EXPRESS_URL: 'http://127.0.0.1:1', FASTIFY_URL: 'http://127.0.0.1:1' };
  const proofOf = (server: ReportedIdentity, lifeMs: number): Proof => ({
    version: 1,
    tool: '0.1.0',
    issuedAt: new Date(Date.now() - 1000).toISOString(),
    expiresAt: new Date(Date.now() - 1000 + lifeMs).toISOString(),
    contract: loadContract(OWN_CONTRACT).digest,
    baseline: { name: 'express', identity: server },
    candidate: { name: 'fastify', identity: server },
    scope: 'all',
    suites: [{ suite: 'generated', cases: 12, requests: 13, seed: 99, durationMs: 1500 }],
    operations: {
      health: { digest, verdict: 'identical', cases: 5 },
      ready: { digest, verdict: 'not-covered', cases: 0 },
    },
  });
  const keep = async (dataDir: string, proof: Proof) =>
    writeProof(proofFileIn(dataDir), await signProof(proof, signingKey(dataDir, NONE)));
  const show = (dataDir: string, env: Record<string, string> = nobody, words: readonly string[] = []) =>
    start('show', words, dataDir, { DATA_DIR: dataDir, ...env }).ended;

  test('shows everything in a valid proof, and exits 0', async () => {
    const dataDir = fresh();
    const proof = proofOf(identity, 60_000);
    await keep(dataDir, proof);
    const { code, out } = await show(dataDir);
    assert.equal(code, 0, out);
    assert.match(out, /^valid\n/);
    for (const text of [
      proof.issuedAt,
      proof.expiresAt,
      'generated: 12 cases, 13 requests to each server, 1.5 s, seed 99',
      'health: identical, 5 cases',
      'ready: not-covered, 0 cases',
      'lockfile not known',
      'node v26.10.0',
      'express at http://127.0.0.1:1: not reached',
    ])
      assert.ok(out.includes(text), text);
  });

  test('says that a proof expired, shows it all the same, and exits 1', async () => {
    const dataDir = fresh();
    await keep(dataDir, proofOf(identity, 10));
    const { code, out } = await show(dataDir);
    assert.equal(code, 1);
    assert.match(out, /^does not hold: it expired at .*\nissued /);
  });

  test('says that the contract or the lockfile is another than was proven, and exits 1', async () => {
    const dataDir = fresh();
    const proof = proofOf(identity, 60_000);
    await keep(dataDir, { ...proof, contract: digest, baseline: { ...proof.baseline, lockfile: digest } });
    const { code, out } = await show(dataDir);
    assert.equal(code, 1);
    assert.match(
      out,
      /^does not hold: openapi\.yaml is not the contract that was proven\ndoes not hold: package-lock\.json /,
    );
  });

  test('says that the files are others than was proven, whether a server runs or not, and exits 1', async () => {
    const dataDir = fresh();
    await keep(dataDir, proofOf({ ...identity, build: digest }, 60_000));
    const { code, out } = await show(dataDir);
    assert.equal(code, 1);
    assert.match(
      out,
      /^does not hold: the files that a server runs are not those that express and fastify ran when it was proven\n/,
    );
  });

  test('helps', async () => {
    const { code, out } = await show(fresh(), nobody, ['--help']);
    assert.deepEqual([code, out], [0, 'Usage: npm run proof:show [-- file]\n']);
  });

  test('says why a proof is invalid, shows nothing of it, and exits 1', async () => {
    const dataDir = fresh();
    await keep(dataDir, proofOf(identity, 60_000));
    const file = join(dataDir, 'other.json');
    const other = generateKeyPairSync('ed25519').privateKey;
    writeProof(file, await signProof(proofOf(identity, 60_000), other));
    const byOther = await show(dataDir, nobody, [file]);
    assert.deepEqual(
      [byOther.code, byOther.out],
      [1, 'invalid: it was signed with another key than the one it is checked with\n'],
    );
    const kept = proofFileIn(dataDir);
    writeFileSync(
      kept,
      readFileSync(kept, 'utf8').replace(/\.(.)/, (_, first) => `.${first === 'e' ? 'f' : 'e'}`),
    );
    const changed = await show(dataDir);
    assert.equal(changed.code, 1);
    assert.match(changed.out, /^invalid: the signature does not fit[^\n]*\n$/);
  });

  test('says what is missing, and exits 1', async () => {
    const dataDir = fresh();
    const noProof = await show(dataDir);
    assert.equal(noProof.code, 1);
    assert.match(noProof.errors, /there is no proof in .*proof\.json; "npm run prove" makes one/);
    writeProof(proofFileIn(dataDir), 'token');
    const noKey = await show(dataDir);
    assert.equal(noKey.code, 1);
    assert.match(noKey.errors, /no key to check with/);
  });

  test('says of each server that runs whether it is the proven one', async () => {
    const dataDir = fresh();
    await mkdir(dataDir, { recursive: true });
    const server = await startProcess('express', { DATA_DIR: dataDir, EXPRESS_PORT: '0', LOG_LEVEL: 'warn' });
    try {
      const live = await askIdentity(server.url);
      assert.ok(live);
      await keep(dataDir, {
        ...proofOf(live, 60_000),
        candidate: { name: 'fastify', identity: { ...identity, build: digest } },
      });
      const { code, out } = await show(dataDir, { EXPRESS_URL: server.url, FASTIFY_URL: server.url });
      assert.equal(code, 1);
      assert.match(out, new RegExp(`express at ${server.url}: is the proven one\n`));
      assert.match(out, new RegExp(`fastify at ${server.url}: is not the proven one\n`));
      assert.match(out, /^does not hold: the candidate \(fastify\) works by another contract: now sha256:/m);
      assert.match(out, /^does not hold: the candidate \(fastify\) is another build: now sha256:/m);
    } finally {
      await end(server.child, 'SIGTERM');
    }
  });
});

import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { checkingKey, signingKey } from './keys.ts';
import { ProveError } from './prove-error.ts';

const directory = mkdtempSync(join(tmpdir(), 'lockstep-keys-'));
after(() => rmSync(directory, { recursive: true }));

const NONE = { privateKey: undefined, publicKey: undefined };
const own = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');

function fresh(): string {
  return join(mkdtempSync(join(directory, 'case-')), 'data');
}

function pemOf(key: KeyObject): string {
  return String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }));
}

/** A data directory with these files. */
function having(files: Readonly<Record<string, string>>): string {
  const dataDir = fresh();
  mkdirSync(dataDir);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dataDir, name), text);
  return dataDir;
}

function refused(run: () => unknown, message: RegExp): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof ProveError, String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /BEGIN|MC4CAQ/);
    return true;
  });
}

test('makes a pair once, and answers the same from then on', () => {
  const dataDir = fresh();
  const key = signingKey(dataDir, NONE);
  assert.ok(signingKey(dataDir, NONE).equals(key));
  assert.ok(checkingKey(dataDir, NONE).equals(createPublicKey(key)));
  assert.ok(!signingKey(fresh(), NONE).equals(key));
});

test('the private key is for its owner alone, the public one for all, and nothing else is left', () => {
  const dataDir = fresh();
  const umask = process.umask(0o077);
  try {
    signingKey(dataDir, NONE);
  } finally {
    process.umask(umask);
  }
  assert.deepEqual(readdirSync(dataDir).sort(), ['proof-private-key.pem', 'proof-public-key.pem']);
  assert.equal(statSync(join(dataDir, 'proof-private-key.pem')).mode & 0o777, 0o600);
  assert.equal(statSync(join(dataDir, 'proof-public-key.pem')).mode & 0o777, 0o644);
});

test('of several that make the pair at the same moment all get one pair', async () => {
  const threads = 2;
  const directories = Array.from({ length: 100 }, fresh);
  const arrivals = new Int32Array(new SharedArrayBuffer(4 * directories.length));
  const answers = await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./fixtures/key-thread.ts', import.meta.url), {
        workerData: { directories, arrivals, threads },
      });
      const [keys] = (await once(worker, 'message')) as [string[]];
      return keys;
    }),
  );
  const kept = directories.map((dataDir) =>
    ['proof-private-key.pem', 'proof-public-key.pem'].map((name) => readFileSync(join(dataDir, name), 'utf8')).join(''),
  );
  for (const keys of answers) assert.deepEqual(keys, kept);
});

test('completes a pair of which only the private key was kept', () => {
  const dataDir = having({ 'proof-private-key.pem': pemOf(own.privateKey) });
  assert.ok(signingKey(dataDir, NONE).equals(own.privateKey));
  assert.ok(checkingKey(dataDir, NONE).equals(own.publicKey));
});

test('makes no new private key beside a public one that others may trust', () => {
  const dataDir = having({ 'proof-public-key.pem': pemOf(own.publicKey) });
  refused(() => signingKey(dataDir, NONE), /proof-private-key\.pem is missing beside proof-public-key\.pem/);
  assert.deepEqual(readdirSync(dataDir), ['proof-public-key.pem']);
});

test('takes the keys that are set, and keeps nothing', () => {
  const dataDir = fresh();
  const onlyPrivate = { privateKey: own.privateKey, publicKey: undefined };
  const onlyPublic = { privateKey: undefined, publicKey: own.publicKey };
  assert.ok(signingKey(dataDir, onlyPrivate).equals(own.privateKey));
  assert.ok(checkingKey(dataDir, onlyPrivate).equals(own.publicKey));
  assert.ok(checkingKey(dataDir, onlyPublic).equals(own.publicKey));
  assert.ok(signingKey(dataDir, own).equals(own.privateKey));
  assert.equal(existsSync(dataDir), false);
});

test('refuses two keys that do not belong together, and names both', () => {
  const mixed = { privateKey: own.privateKey, publicKey: other.publicKey };
  for (const read of [signingKey, checkingKey])
    refused(() => read(fresh(), mixed), /PROOF_PUBLIC_KEY is not the public key of PROOF_PRIVATE_KEY/);

  const files = { 'proof-private-key.pem': pemOf(own.privateKey), 'proof-public-key.pem': pemOf(other.publicKey) };
  refused(
    () => signingKey(having(files), NONE),
    /proof-public-key\.pem is not the public key of .*proof-private-key\.pem/,
  );

  const kept = having({ 'proof-private-key.pem': pemOf(own.privateKey) });
  const set = { privateKey: undefined, publicKey: other.publicKey };
  refused(() => signingKey(kept, set), /PROOF_PUBLIC_KEY is not the public key of .*proof-private-key\.pem/);
});

test('does not sign with a key made up beside the public one that is set', () => {
  const dataDir = fresh();
  refused(() => signingKey(dataDir, { privateKey: undefined, publicKey: own.publicKey }), /set PROOF_PRIVATE_KEY too/);
  assert.equal(existsSync(dataDir), false);
});

test('says so where there is no key to check with', () => {
  refused(() => checkingKey(fresh(), NONE), /no key to check with/);
});

for (const [name, text] of Object.entries({
  nothing: '',
  'no key': 'hunter2',
  'a key of another kind': pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
})) {
  test(`refuses a file that holds ${name}, and leaves it`, () => {
    const dataDir = having({ 'proof-private-key.pem': text });
    refused(() => signingKey(dataDir, NONE), /cannot use the key .*proof-private-key\.pem/);
    assert.equal(readFileSync(join(dataDir, 'proof-private-key.pem'), 'utf8'), text);
  });
}

test('refuses a private key in the place of the public one', () => {
  const dataDir = having({ 'proof-public-key.pem': pemOf(own.privateKey) });
  refused(() => checkingKey(dataDir, NONE), /proof-public-key\.pem: it holds no public key/);
});

test('refuses a directory that cannot be used', () => {
  const file = fresh();
  writeFileSync(file, 'in the way');
  refused(() => signingKey(join(file, 'data'), NONE), /cannot use the key/);
});

import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { CONTRACT, digestOf, EXPIRES, ISSUED, PROOF } from './fixtures/proof.ts';
import { MAX_TOKEN_BYTES, type ProofFault, readProof, signProof } from './proof.ts';
import type { Proof } from './proof-payload.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const TOKEN = await signProof(PROOF, privateKey);
const HEADER = JSON.parse(decode(TOKEN.split('.')[0] ?? '')) as Readonly<Record<string, unknown>>;
const NOW = new Date(ISSUED.getTime() + 1000);

function decode(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8');
}

function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A token of any header and payload, signed with the right key all the same. */
function forge(header: unknown, payload: unknown, key: KeyObject = privateKey): string {
  const content = `${encode(header)}.${encode(payload)}`;
  return `${content}.${sign(null, Buffer.from(content), key).toString('base64url')}`;
}

async function faultOf(token: string, now = NOW, key = publicKey): Promise<ProofFault | 'none'> {
  const verdict = await readProof(token, key, { now });
  if (verdict.kind !== 'invalid') return 'none';
  assert.match(verdict.reason, /^\S[^\n]*\S$/);
  return verdict.fault;
}

test('reads back what was signed', async () => {
  assert.deepEqual(await readProof(TOKEN, publicKey, { now: NOW }), { kind: 'valid', proof: PROOF });
});

test('the forged tokens of these tests would be read, were they not forged', async () => {
  assert.equal(await faultOf(forge(HEADER, PROOF)), 'none');
});

test('one flipped bit at any place of the token is refused', async () => {
  for (let place = 0; place < TOKEN.length; place += 1) {
    const flipped = String.fromCharCode(TOKEN.charCodeAt(place) ^ (1 << (place % 7)));
    assert.notEqual(await faultOf(TOKEN.slice(0, place) + flipped + TOKEN.slice(place + 1)), 'none', `at ${place}`);
  }
});

test('another character at any place of the token is refused', async () => {
  const place = fc.integer({ min: 0, max: TOKEN.length - 1 });
  // Also what a lenient reader of base64url passes over or takes for the same.
  const character = fc.constantFrom(
    ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n\t\0é'.split(''),
  );
  await fc.assert(
    fc.asyncProperty(place, character, async (at, other) => {
      fc.pre(TOKEN[at] !== other);
      assert.notEqual(await faultOf(TOKEN.slice(0, at) + other + TOKEN.slice(at + 1)), 'none');
    }),
    { numRuns: 1000 },
  );
});

test('a signature has one text: its last character in each other form is refused', async () => {
  const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
  for (const other of others.filter((character) => !TOKEN.endsWith(character)))
    assert.notEqual(await faultOf(TOKEN.slice(0, -1) + other), 'none', other);
});

test('what is added to a token, or taken from it, is refused', async () => {
  for (const token of [
    '',
    '.',
    '..',
    TOKEN.slice(1),
    TOKEN.slice(0, -1),
    `${TOKEN}A`,
    `${TOKEN}\n`,
    `${TOKEN}=`,
    ` ${TOKEN}`,
    `${TOKEN}.`,
    `${TOKEN}.a`,
  ])
    assert.equal(await faultOf(token), 'not-a-token', JSON.stringify(token.slice(-10)));
});

test('a changed payload under the old signature is refused', async () => {
  const [header, , signature] = TOKEN.split('.');
  const payload = encode({ ...PROOF, expiresAt: '2036-01-01T00:00:00.000Z' });
  assert.equal(await faultOf(`${header}.${payload}.${signature}`), 'bad-signature');
});

// Who may choose the algorithm may choose none, or have the public key, which is no secret, taken for a MAC's (RFC 8725, 2.1).
test('no other algorithm is read, whatever the header says', async () => {
  const content = (alg: string) => `${encode({ ...HEADER, alg })}.${encode(PROOF)}`;
  const secrets = [
    publicKey.export({ type: 'spki', format: 'pem' }),
    publicKey.export({ type: 'spki', format: 'der' }),
  ];
  for (const secret of secrets) {
    const mac = createHmac('sha512', secret).update(content('HS512')).digest('base64url');
    assert.equal(await faultOf(`${content('HS512')}.${mac}`), 'other-algorithm');
    const short = createHmac('sha256', secret).update(content('HS256')).digest('base64url');
    assert.notEqual(await faultOf(`${content('HS256')}.${short}`), 'none');
  }
  assert.equal(await faultOf(`${content('none')}.`), 'not-a-token');
  for (const alg of ['none', 'None', 'HS256', 'ES256', 'Ed25519', 'eddsa', undefined, ['EdDSA']])
    assert.equal(await faultOf(forge({ ...HEADER, alg }, PROOF)), 'other-algorithm', String(alg));
});

test('a token of another type is refused, though the key is right', async () => {
  for (const typ of ['JWT', 'proof', undefined])
    assert.equal(await faultOf(forge({ ...HEADER, typ }, PROOF)), 'other-type');
});

test('a header with any other member is refused', async () => {
  assert.equal(await faultOf(forge({ ...HEADER, crit: ['b64'], b64: false }, PROOF)), 'other-type');
  assert.equal(await faultOf(forge({ ...HEADER, jwk: publicKey.export({ format: 'jwk' }) }, PROOF)), 'other-type');
});

test('a proof of another key is refused, also where it claims to be of ours', async () => {
  const other = generateKeyPairSync('ed25519');
  assert.equal(await faultOf(await signProof(PROOF, other.privateKey)), 'other-key');
  assert.equal(await faultOf(forge(HEADER, PROOF, other.privateKey)), 'bad-signature');
});

test('holds from its first moment until before its last', async () => {
  const kindAt = async (now: Date) => (await readProof(TOKEN, publicKey, { now })).kind;
  assert.equal(await kindAt(ISSUED), 'valid');
  assert.equal(await kindAt(new Date(EXPIRES.getTime() - 1)), 'valid');
  assert.equal(await kindAt(EXPIRES), 'expired');
  assert.equal(await kindAt(new Date(EXPIRES.getTime() + 10 ** 12)), 'expired');
});

test('is not yet valid where it was made later than now, beyond what clocks may differ', async () => {
  assert.equal(await faultOf(TOKEN, new Date(ISSUED.getTime() - 60_000)), 'none');
  assert.equal(await faultOf(TOKEN, new Date(ISSUED.getTime() - 60_001)), 'not-yet-valid');
});

test('is refused unread when it is too large, and never made so', async () => {
  assert.equal(await faultOf('x'.repeat(MAX_TOKEN_BYTES + 1)), 'too-large');
  assert.equal(await faultOf('x'.repeat(MAX_TOKEN_BYTES)), 'not-a-token');
  const operation = { digest: digestOf('0'), verdict: 'identical' as const, cases: 1 };
  const operations = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`operation-${index}`, operation]),
  );
  await assert.rejects(signProof({ ...PROOF, operations }, privateKey), /at most 1048576 bytes/);
});

test('another version is refused as one, whatever else stands in it', async () => {
  for (const version of [0, 2, '1', undefined, null])
    assert.equal(await faultOf(forge(HEADER, { version })), 'other-version', String(version));
});

const identity = PROOF.baseline.identity;
const suite = PROOF.suites[0];
const health = PROOF.operations.health;
const malformed: Readonly<Record<string, unknown>> = {
  'proof must be an object': [],
  'proof.more must be absent': { ...PROOF, more: 1 },
  'proof.tool must be': { ...PROOF, tool: '' },
  'proof.issuedAt must be an instant': { ...PROOF, issuedAt: '2026-01-01' },
  'proof.issuedAt must be': { ...PROOF, issuedAt: '2026-02-30T00:00:00.000Z' },
  'proof.expiresAt must be later': { ...PROOF, expiresAt: PROOF.issuedAt },
  'proof.contract must be sha256': { ...PROOF, contract: 'sha256:0' },
  'proof.scope must be one of all, safe-only': { ...PROOF, scope: 'some' },
  'proof.baseline must be an object': { ...PROOF, baseline: undefined },
  'proof.candidate.name must be': { ...PROOF, candidate: { ...PROOF.candidate, name: 'a\nb' } },
  'proof.candidate.url must be absent': { ...PROOF, candidate: { ...PROOF.candidate, url: 'http://10.0.0.1' } },
  'proof.candidate.lockfile must be': { ...PROOF, candidate: { ...PROOF.candidate, lockfile: null } },
  'proof.baseline.identity.kind must be': {
    ...PROOF,
    baseline: { ...PROOF.baseline, identity: { ...identity, kind: 'x' } },
  },
  'proof.baseline.identity.build must be': {
    ...PROOF,
    baseline: { ...PROOF.baseline, identity: { ...identity, build: 1 } },
  },
  'proof.baseline.identity.node must be': {
    ...PROOF,
    baseline: { ...PROOF.baseline, identity: { ...identity, node: '26' } },
  },
  'proof.baseline.identity.identity must be': {
    ...PROOF,
    baseline: { name: 'a', identity: { kind: 'declared', identity: '' } },
  },
  'proof.suites must be a list': { ...PROOF, suites: {} },
  'proof.suites[0].suite must be': { ...PROOF, suites: [{ ...suite, suite: 'Wire' }] },
  'proof.suites[0].cases must be': { ...PROOF, suites: [{ ...suite, cases: -1 }] },
  'proof.suites[0].requests must be': { ...PROOF, suites: [{ ...suite, requests: 1.5 }] },
  'proof.suites[0].seed must be': { ...PROOF, suites: [{ ...suite, seed: '7' }] },
  'proof.suites[0].durationMs must be': { ...PROOF, suites: [{ ...suite, durationMs: null }] },
  'proof.operations must be an object': { ...PROOF, operations: [] },
  'proof.operations.health.digest must be': { ...PROOF, operations: { health: { ...health, digest: '' } } },
  'proof.operations.health.verdict must be': { ...PROOF, operations: { health: { ...health, verdict: 'covered' } } },
  'proof.operations.health.cases must be': { ...PROOF, operations: { health: { ...health, cases: '1' } } },
  'proof must be JSON': '{',
};

for (const [words, payload] of Object.entries(malformed)) {
  test(`refuses a payload, though well signed, and says: ${words}`, async () => {
    const verdict = await readProof(forge(HEADER, payload), publicKey, { now: NOW });
    assert.equal(verdict.kind, 'invalid');
    assert.ok(verdict.kind === 'invalid' && verdict.fault === 'malformed', JSON.stringify(verdict));
    assert.ok(verdict.reason.startsWith(words), verdict.reason);
  });
}

test('signs no payload that it would not read', async () => {
  // A caller without types.
  const wrong = { ...PROOF, scope: 'some' } as unknown as Proof;
  await assert.rejects(signProof(wrong, privateKey), /proof\.scope must be/);
});

test('knows foreign servers by what is said of them', async () => {
  const foreign: Proof = {
    ...PROOF,
    baseline: { name: 'old', identity: { kind: 'declared', identity: 'image sha256:12' } },
    candidate: {
      name: 'new',
      identity: { kind: 'observed', place: { path: '/version', pointer: '/build' }, identity: 'release 7' },
    },
    scope: 'safe-only',
    contract: CONTRACT.digest,
  };
  assert.deepEqual(await readProof(await signProof(foreign, privateKey), publicKey, { now: NOW }), {
    kind: 'valid',
    proof: foreign,
  });
});

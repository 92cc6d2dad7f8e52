import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Contract } from '../contract/document.ts';
import { describeBuild } from '../services/build-info.ts';
import { CONTRACT, digestOf, EXPIRES, IDENTITY, ISSUED, PROOF } from './fixtures/proof.ts';
import type { IdentityPlace } from './identity-place.ts';
import { assessProof, type Live } from './proof-assessment.ts';
import { reportedBy } from './proof-identity.ts';
import type { Proof } from './proof-payload.ts';

const LIVE: Live = { baseline: IDENTITY, candidate: IDENTITY, contract: CONTRACT, now: ISSUED };

/** For each operation that is not covered, the kinds of reasons. */
function reasons(live: Partial<Live>, proof: Proof = PROOF): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [id, coverage] of assessProof(proof, { ...LIVE, ...live })) {
    if (coverage.kind === 'covered') continue;
    found[id] = coverage.reasons.map(({ kind }) => kind);
    for (const { text } of coverage.reasons) assert.match(text, /^\S[^\n]{10,200}$/);
  }
  return found;
}

const everywhere = (...kinds: string[]) => Object.fromEntries(CONTRACT.operations.map(({ id }) => [id, kinds]));

test('covers every operation while nothing changed', () => {
  assert.deepEqual(reasons({}), {});
  assert.deepEqual(
    [...assessProof(PROOF, LIVE).keys()],
    CONTRACT.operations.map(({ id }) => id),
  );
});

for (const [member, kind] of [
  ['contract', 'contract-changed'],
  ['build', 'build-changed'],
  ['configuration', 'configuration-changed'],
] as const) {
  for (const side of ['baseline', 'candidate'] as const) {
    test(`covers nothing once the ${side} has another ${member}`, () => {
      const live = { ...IDENTITY, [member]: digestOf('9') };
      assert.deepEqual(reasons({ [side]: live }), everywhere(kind));
      const [coverage] = assessProof(PROOF, { ...LIVE, [side]: live }).values();
      assert.ok(coverage?.kind === 'not-covered');
      const [{ text } = { text: '' }] = coverage.reasons;
      assert.match(
        text,
        new RegExp(`the ${side} \\((express|fastify)\\) .*${member}.*now sha256:9{12}, in the proof sha256:`),
      );
    });
  }
}

test('covers nothing on another Node', () => {
  assert.deepEqual(reasons({ candidate: { ...IDENTITY, node: 'v26.10.1' } }), everywhere('node-changed'));
});

test('covers nothing once it expired', () => {
  assert.deepEqual(reasons({ now: EXPIRES }), everywhere('expired'));
});

test('covers nothing where a server does not say what it runs', () => {
  assert.deepEqual(reasons({ baseline: undefined }), everywhere('server-unknown'));
});

test('names every reason, not only the first', () => {
  const candidate = { ...IDENTITY, build: digestOf('9'), node: 'v27.0.0' };
  assert.deepEqual(reasons({ candidate, now: EXPIRES }), everywhere('expired', 'build-changed', 'node-changed'));
});

/** Our contract after an edit of one operation. */
function edited(): Contract {
  const document = structuredClone(CONTRACT.document);
  Object.assign(document.paths['/health']?.get ?? {}, { summary: 'changed' });
  return { ...CONTRACT, document, digest: digestOf('9') };
}

test('says which operations a changed contract describes otherwise', () => {
  assert.deepEqual(reasons({ contract: edited() }), {
    ...everywhere('contract-changed'),
    health: ['contract-changed', 'operation-changed'],
  });
});

test('does not cover an operation that the proof does not know', () => {
  const { health, ...operations } = PROOF.operations;
  assert.ok(health);
  assert.deepEqual(reasons({}, { ...PROOF, operations }), { health: ['operation-unknown'] });
  const [operation] = CONTRACT.operations;
  assert.ok(operation);
  const contract = { ...CONTRACT, operations: [{ ...operation, id: 'constructor' }] };
  assert.deepEqual(reasons({ contract }), { constructor: ['operation-unknown'] });
});

test('does not cover an operation that no case covered', () => {
  const { health } = PROOF.operations;
  assert.ok(health);
  const operations = { ...PROOF.operations, health: { ...health, verdict: 'not-covered' as const, cases: 0 } };
  assert.deepEqual(reasons({}, { ...PROOF, operations }), { health: ['operation-not-covered'] });
});

test('covers what changes nothing where nothing else was sent', () => {
  const unsafe = CONTRACT.operations.filter(({ safe }) => !safe).map(({ id }) => [id, ['out-of-scope']]);
  assert.ok(unsafe.length > 0 && unsafe.length < CONTRACT.operations.length);
  assert.deepEqual(reasons({}, { ...PROOF, scope: 'safe-only' }), Object.fromEntries(unsafe));
});

test('knows foreign servers by what is said of them, and by nothing else', () => {
  const identity = { kind: 'declared', identity: 'release 7' } as const;
  const proof: Proof = { ...PROOF, candidate: { name: 'theirs', identity } };
  assert.deepEqual(reasons({ candidate: identity }, proof), {});
  for (const candidate of [
    { kind: 'declared', identity: 'release 8' },
    { kind: 'observed', place: { path: '/version', pointer: '/build' }, identity: 'release 7' },
    IDENTITY,
  ] as const)
    assert.deepEqual(reasons({ candidate }, proof), everywhere('identity-changed'));
  assert.deepEqual(reasons({ candidate: identity }), everywhere('identity-changed'));
});

test('compares what a foreign server answers only where it was asked for the proof', () => {
  const seen = (place: IdentityPlace, identity = 'release 7') => ({ kind: 'observed', place, identity }) as const;
  const asked = { path: '/version', pointer: '/build' };
  const proof: Proof = { ...PROOF, candidate: { name: 'theirs', identity: seen(asked) } };
  assert.deepEqual(reasons({ candidate: seen({ ...asked }) }, proof), {});
  for (const candidate of [
    seen(asked, 'release 8'),
    seen({ path: '/version', pointer: '/release' }),
    seen({ path: '/other', pointer: '/build' }),
    seen({ path: '/version', header: 'build' }),
  ])
    assert.deepEqual(reasons({ candidate }, proof), everywhere('identity-changed'));
});

test('takes from /health what identifies a server, and nothing from what is no such answer', () => {
  const { kind, ...said } = IDENTITY;
  assert.equal(kind, 'reported');
  assert.deepEqual(reportedBy({ status: 'ok', ...said }), IDENTITY);
  for (const other of [undefined, null, 'ok', [], {}, { ...said, build: undefined }, { ...said, node: 26 }])
    assert.equal(reportedBy(other), undefined);
});

test('an edit of a document or a test leaves a proof as it was, an edit of a source does not', (context) => {
  const root = mkdtempSync(join(tmpdir(), 'lockstep-proof-'));
  context.after(() => rmSync(root, { recursive: true }));
  const own = join(import.meta.dirname, '..');
  for (const name of ['contract', 'handlers', 'services', 'servers', 'settings', 'openapi.yaml', 'package-lock.json'])
    cpSync(join(own, name), join(root, name), { recursive: true });
  const live = () =>
    reportedBy(describeBuild(root, CONTRACT.digest, { RATE_LIMIT: 'on' }, 'what is derived from the secret'));
  const identity = live();
  assert.ok(identity);
  const server = { name: 'a', identity };
  const proof = { ...PROOF, baseline: server, candidate: server };
  for (const name of ['README.md', 'servers/README.md', 'services/more.test.ts', 'package.json']) {
    writeFileSync(join(root, name), 'edited');
    assert.deepEqual(reasons({ baseline: live(), candidate: live() }, proof), {}, name);
  }
  writeFileSync(join(root, 'handlers/health.ts'), 'edited');
  assert.deepEqual(reasons({ candidate: live(), baseline: identity }, proof), everywhere('build-changed'));
});

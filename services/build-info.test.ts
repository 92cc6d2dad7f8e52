import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { deriveSecret, describeBuild } from './build-info.ts';

const directory = mkdtempSync(join(tmpdir(), 'build-'));
after(() => rmSync(directory, { recursive: true }));

const SECRET = 'a secret of more than thirty-two bytes';
const SETTINGS = { NODE_ENV: 'production', RATE_LIMIT: 'on', TRUSTED_PROXIES: ['loopback'], AI_TIMEOUT_MS: 5000 };

const DERIVED = await deriveSecret(SECRET);

function write(root: string, name: string, content: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
}

/** A project with one file in each place that a build is made of. */
function project(): string {
  const root = mkdtempSync(join(directory, 'project-'));
  for (const name of ['openapi.yaml', 'package-lock.json']) write(root, name, name);
  for (const folder of ['contract', 'handlers', 'services', 'servers', 'settings']) {
    write(root, `${folder}/main.ts`, `// ${folder}`);
  }
  write(root, 'services/store/deep.ts', '// deep');
  return root;
}

function buildOf(root: string): string {
  return describeBuild(root, 'sha256:contract', SETTINGS, DERIVED).build;
}

const unchanged = project();

function configurationOf(settings: Readonly<Record<string, unknown>>, derived = DERIVED): string {
  return describeBuild(unchanged, 'sha256:contract', settings, derived).configuration;
}

test('two copies of a project have one build', () => {
  assert.equal(buildOf(project()), buildOf(project()));
  assert.match(buildOf(unchanged), /^sha256:[0-9a-f]{64}$/);
});

const sources = [
  'openapi.yaml',
  'package-lock.json',
  'contract/main.ts',
  'handlers/main.ts',
  'services/main.ts',
  'services/store/deep.ts',
  'servers/main.ts',
  'settings/main.ts',
  'servers/added.ts',
];

for (const name of sources) {
  test(`another ${name} is another build`, () => {
    const root = project();
    write(root, name, 'changed');
    assert.notEqual(buildOf(root), buildOf(unchanged));
  });
}

test('a file that is renamed, and bytes that move from one file to the next, are another build', () => {
  const renamed = project();
  renameSync(join(renamed, 'servers/main.ts'), join(renamed, 'servers/main2.ts'));
  assert.notEqual(buildOf(renamed), buildOf(unchanged));

  const [left, right] = [project(), project()];
  write(left, 'servers/a.ts', 'xservers/b.ts');
  write(left, 'servers/b.ts', '');
  write(right, 'servers/a.ts', 'x');
  write(right, 'servers/b.ts', 'servers/b.ts');
  assert.notEqual(buildOf(left), buildOf(right));
});

const others = [
  'README.md',
  'services/README.md',
  'services/main.test.ts',
  'services/store/fixtures/process.ts',
  'docs/decisions/one.md',
  'docs/example.ts',
  'bench/main.ts',
  'router/main.ts',
  'contract-tests/main.ts',
];

for (const name of others) {
  test(`another ${name} is the same build`, () => {
    const root = project();
    write(root, name, 'changed');
    assert.equal(buildOf(root), buildOf(unchanged));
  });
}

test('says the digest of the contract and the version of Node as they are', () => {
  const info = describeBuild(unchanged, 'sha256:contract', SETTINGS, DERIVED);
  assert.equal(info.contract, 'sha256:contract');
  assert.equal(info.node, process.version);
});

test('one configuration has one digest, whatever the order of its settings', () => {
  const entries = Object.entries(SETTINGS);
  fc.assert(
    fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
      assert.equal(configurationOf(Object.fromEntries(shuffled)), configurationOf(SETTINGS));
    }),
  );
});

const changes: readonly Readonly<Record<string, unknown>>[] = [
  { NODE_ENV: 'development' },
  { RATE_LIMIT: 'off' },
  { TRUSTED_PROXIES: [] },
  { TRUSTED_PROXIES: ['loopback', '10.0.0.0/8'] },
  { AI_TIMEOUT_MS: 5001 },
  { FURTHER: 'setting' },
];

for (const change of changes) {
  test(`another digest with ${JSON.stringify(change)}`, () => {
    assert.notEqual(configurationOf({ ...SETTINGS, ...change }), configurationOf(SETTINGS));
  });
}

test('another secret is another configuration, and the digest is no plain hash of the secret', async () => {
  const configuration = configurationOf(SETTINGS);
  assert.notEqual(configurationOf(SETTINGS, await deriveSecret(`${SECRET}!`)), configuration);
  const plain = createHash('sha256').update(SECRET).digest('hex');
  assert.equal(JSON.stringify(describeBuild(unchanged, 'c', SETTINGS, DERIVED)).includes(plain), false);
  const settings = Object.entries(SETTINGS).sort(([a], [b]) => (a < b ? -1 : 1));
  const guessed = createHash('sha256')
    .update(JSON.stringify([...settings, SECRET]))
    .digest('hex');
  assert.notEqual(configuration, `sha256:${guessed}`);
});

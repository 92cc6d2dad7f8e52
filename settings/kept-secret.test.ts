import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigurationError } from './configuration-error.ts';
import { keptSecret } from './kept-secret.ts';

test('makes a secret once, for its owner alone', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'kept-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const secret = keptSecret(directory, 'some-token');
  assert.match(secret, /^[\w-]{64}$/);
  assert.equal(keptSecret(directory, 'some-token'), secret);
  assert.notEqual(keptSecret(directory, 'other-token'), secret);
  assert.equal(statSync(join(directory, 'some-token')).mode & 0o777, 0o600);
});

test('says which file holds no secret, and which cannot be kept', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'kept-'));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'short'), 'short\n');
  for (const name of ['short', 'short/inside']) {
    assert.throws(
      () => keptSecret(directory, name),
      (error) => error instanceof ConfigurationError && error.message.includes(join(directory, name)),
    );
  }
});

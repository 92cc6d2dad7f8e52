import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeDirectory } from './directory.ts';

const root = mkdtempSync(join(tmpdir(), 'lockstep-directory-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('makes a directory and those above it, and lets one be that is there', () => {
  const path = join(root, 'a', 'b', 'c');
  makeDirectory(path);
  makeDirectory(path);
  assert.ok(statSync(path).isDirectory());
});

test('refuses a file in its place, or above it', () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  assert.throws(() => makeDirectory(file), /file is not a directory/);
  assert.throws(() => makeDirectory(join(file, 'a', 'b')), /file is not a directory/);
});

test('ends with an error where the system lets nobody make one', { skip: process.platform !== 'linux' }, () => {
  assert.throws(() => makeDirectory('/proc/lockstep/data'), { code: 'ENOENT' });
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hasProof, proofFileIn, readProofFile, writeProof } from './proof-file.ts';
import { ProveError } from './prove-error.ts';

const directory = mkdtempSync(join(tmpdir(), 'lockstep-proof-file-'));
after(() => rmSync(directory, { recursive: true }));

const fresh = () => proofFileIn(join(mkdtempSync(join(directory, 'case-')), 'data'));

test('writes a proof, replaces it by the next, and leaves nothing else', () => {
  const file = fresh();
  assert.equal(hasProof(file), false);
  for (const token of ['first', 'second']) {
    writeProof(file, token);
    assert.equal(readProofFile(file), token);
  }
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { proof: 'second' });
  assert.deepEqual(readdirSync(join(file, '..')), ['proof.json']);
});

test('the file may be read by all', () => {
  const file = fresh();
  const umask = process.umask(0o077);
  try {
    writeProof(file, 'token');
  } finally {
    process.umask(umask);
  }
  assert.equal(statSync(file).mode & 0o777, 0o644);
});

test('where it cannot be written, nothing is left and the place is as it was', () => {
  const file = fresh();
  mkdirSync(join(file, 'in the way'), { recursive: true });
  assert.throws(() => writeProof(file, 'token'), ProveError);
  assert.deepEqual(readdirSync(join(file, '..')), ['proof.json']);
  assert.deepEqual(readdirSync(file), ['in the way']);
});

for (const text of ['', 'x', '[]', '{}', '{"proof":1}', 'null', '"token"']) {
  test(`refuses a file that holds ${JSON.stringify(text)}`, () => {
    const file = fresh();
    writeProof(file, 'token');
    writeFileSync(file, text);
    assert.throws(() => readProofFile(file), /proof\.json holds no proof; allowed: \{"proof":"<token>"\}/);
  });
}

test('refuses what is no regular file, and does not wait for it', { skip: process.platform === 'win32' }, () => {
  const pipe = fresh();
  mkdirSync(join(pipe, '..'));
  execFileSync('mkfifo', [pipe]);
  for (const path of [pipe, join(pipe, '..'), '/dev/zero'])
    assert.throws(() => readProofFile(path), /cannot read the proof .*(?:it is no regular file|EISDIR)/, path);
});

test('refuses a file that is missing or too large, and does not read it', () => {
  const file = fresh();
  assert.throws(() => readProofFile(file), /cannot read the proof .*ENOENT/);
  writeProof(file, 'x'.repeat(1024 * 1024 + 1024));
  assert.throws(() => readProofFile(file), /cannot read the proof .*larger than/);
});

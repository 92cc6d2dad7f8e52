import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCores } from './pinning.ts';
import { sumOf, treeOf } from './process-tree.ts';

test('a process is read together with all that it started', () => {
  const parents = new Map([
    [10, 1],
    [11, 10],
    [12, 11],
    [13, 1],
  ]);
  assert.deepEqual(treeOf(10, parents), [10, 11, 12]);
});

test('pages of files count once, everything else for each process', () => {
  const parent = { cpuMicroseconds: 1, residentBytes: 70, fileBytes: 50 };
  const worker = { cpuMicroseconds: 9, residentBytes: 140, fileBytes: 60 };
  assert.deepEqual(sumOf([parent, worker]), { cpuMicroseconds: 10, residentBytes: 20 + 80 + 60 });
  assert.deepEqual(sumOf([]), { cpuMicroseconds: undefined, residentBytes: undefined });
});

test('reads a list of cores as the kernel writes it', () => {
  assert.deepEqual(parseCores('0-2,5'), [0, 1, 2, 5]);
  assert.deepEqual(parseCores('3'), [3]);
  assert.deepEqual(parseCores(''), []);
});

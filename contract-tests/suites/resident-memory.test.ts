import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchResidentMemory } from './resident-memory.ts';

test('reads the memory when a run begins, is half done, and ends', () => {
  const readings = [100e6, 151e6, 160e6];
  const memory = watchResidentMemory(() => readings.shift() ?? 0);
  for (const done of [1, 4, 5, 6, 10]) memory.note(done, 10);
  assert.equal(memory.inWords(), '100 MB at the start, 151 MB in the middle, 160 MB at the end');
});

test('takes the end for the middle of a run that told nothing', () => {
  const readings = [100e6, 120e6];
  assert.match(watchResidentMemory(() => readings.shift() ?? 0).inWords(), /120 MB in the middle, 120 MB at the end/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPassingBytes } from './passing-bytes.ts';

test('has garbage collected once for every 16 MiB that passed', () => {
  const collected: unknown[] = [];
  const note = createPassingBytes((options) => collected.push(options));
  for (let chunk = 0; chunk < 1024; chunk += 1) note(65_536);
  assert.deepEqual(
    collected,
    Array.from({ length: 4 }, () => ({ type: 'minor' })),
  );
});

test('does nothing in a process without --expose-gc', () => {
  assert.doesNotThrow(() => createPassingBytes(undefined)(1024 ** 3));
});

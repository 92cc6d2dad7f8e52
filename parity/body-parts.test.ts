import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BodyParts } from './body-parts.ts';

test('joins parts of all sizes in their order, as often as it is asked', () => {
  const parts = new BodyParts();
  const sizes = [3, 1, 1, 1023, 1, 1024, 2, 5000, 0, 7, 900, 900, 900];
  const all = sizes.map((size, at) => Buffer.alloc(size, at));
  for (const part of all.slice(0, 7)) parts.add(part);
  assert.deepEqual(parts.bytes(), Buffer.concat(all.slice(0, 7)));
  for (const part of all.slice(7)) parts.add(part);
  assert.equal(parts.length, Buffer.concat(all).length);
  assert.deepEqual(parts.bytes(), Buffer.concat(all));
  parts.clear();
  assert.deepEqual([parts.length, parts.bytes().length], [0, 0]);
});

test('takes memory for a body in single bytes as for one in a piece', () => {
  const parts = new BodyParts();
  const byte = Buffer.from('x');
  const before = process.memoryUsage();
  for (let at = 0; at < 2_000_000; at += 1) parts.add(byte.subarray(0));
  const after = process.memoryUsage();
  assert.equal(parts.length, 2_000_000);
  // The subarrays are garbage; held, each would cost a hundred bytes and more.
  assert.ok(after.heapUsed - before.heapUsed < 100_000_000, String(after.heapUsed - before.heapUsed));
  assert.equal(parts.bytes().length, 2_000_000);
});

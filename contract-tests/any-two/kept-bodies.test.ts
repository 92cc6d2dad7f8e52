import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../../parity/answer.ts';
import { KeptBodies, MOST_HELD_BYTES, ShownAnswers } from './kept-bodies.ts';

const MEGABYTE = 1024 * 1024;

function answered(body: Buffer): Observation {
  const head = { version: '1.1', status: 200, reason: 'OK', headers: [], interim: [] } as const;
  const answer = { ...head, framing: 'length' as const, body, trailers: [], complete: true };
  return { kind: 'observed', answers: [answer], interim: [], leftover: Buffer.alloc(0), ending: 'open' };
}

const bodyOf = (seen: Observation) => seen.answers[0]?.body;

test('a large body that comes again is held once, and another one of its length is another one', () => {
  const kept = new KeptBodies();
  const first = kept.keep({
    baseline: answered(Buffer.alloc(MEGABYTE, 'a')),
    candidate: answered(Buffer.alloc(MEGABYTE, 'a')),
  });
  assert.equal(bodyOf(first.candidate), bodyOf(first.baseline));
  assert.ok(kept.bytes < 1.1 * MEGABYTE, String(kept.bytes));
  const other = kept.keep({
    baseline: answered(Buffer.alloc(MEGABYTE, 'a')),
    candidate: answered(Buffer.alloc(MEGABYTE, 'b')),
  });
  assert.equal(bodyOf(other.baseline), bodyOf(first.baseline));
  assert.equal(bodyOf(other.candidate)?.toString('latin1', 0, 1), 'b');
  assert.ok(kept.bytes > 2 * MEGABYTE && kept.bytes < 2.1 * MEGABYTE, String(kept.bytes));
  kept.clear();
  assert.equal(kept.bytes, 0);
});

test('the larger the answers are, the fewer are asked for at once', () => {
  const kept = new KeptBodies();
  assert.equal(kept.allowance(8), 8);
  assert.equal(kept.allowance(256), 128);
  kept.keep({ baseline: answered(Buffer.alloc(8 * MEGABYTE)), candidate: answered(Buffer.alloc(1)) });
  assert.equal(kept.allowance(256), 4);
  kept.keep({ baseline: answered(Buffer.alloc(80 * MEGABYTE)), candidate: answered(Buffer.alloc(1)) });
  assert.equal(kept.allowance(256), 1);
});

test('findings show answers as long as there is room for them', () => {
  const shown = new ShownAnswers();
  const round = { baseline: answered(Buffer.alloc(MOST_HELD_BYTES / 4)), candidate: answered(Buffer.alloc(1)) };
  assert.deepEqual(
    [1, 2, 3, 4].map(() => shown.take(round) === round),
    [true, true, true, false],
  );
});

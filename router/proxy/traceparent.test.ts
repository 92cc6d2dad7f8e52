import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomHex } from './random-hex.ts';
import { traceOf } from './traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const IDS = `${'ab'.repeat(16)}${'cd'.repeat(8)}`;
const newIds = () => IDS;

test('passes on a valid trace as it is', () => {
  for (const sent of [`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-00`, `cc-${TRACE}-${PARENT}-01-more`]) {
    assert.deepEqual(traceOf(sent, newIds), { traceId: TRACE, traceparent: sent, started: false });
  }
});

test('starts a trace where none, or no valid one, was sent', () => {
  const invalid = [
    undefined,
    '',
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${TRACE}-${PARENT}-01-`,
    `cc-${TRACE}-${PARENT}-01more`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
    ` 00-${TRACE}-${PARENT}-01`,
  ];
  for (const sent of invalid) {
    assert.deepEqual(
      traceOf(sent, newIds),
      { traceId: IDS.slice(0, 32), traceparent: `00-${IDS.slice(0, 32)}-${IDS.slice(32)}-01`, started: true },
      String(sent),
    );
  }
});

test('starts another trace each time', () => {
  const started = Array.from({ length: 1_000 }, () => traceOf(undefined, randomHex));
  assert.equal(new Set(started.map(({ traceId }) => traceId)).size, 1_000);
  for (const { traceparent } of started) assert.equal(traceOf(traceparent, newIds).started, false);
});

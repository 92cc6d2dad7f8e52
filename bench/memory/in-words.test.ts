import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleSoak } from '../fixtures/sample-soak.ts';
import { toMemoryHtml } from '../html/memory-page.ts';
import { SOAK_HEAD, soakRows, soakSetUp } from './in-words.ts';

function cell(rows: string[][], name: string, column: string): string | undefined {
  return rows.find(([first]) => first === name)?.[SOAK_HEAD.indexOf(column)];
}

test('a server that leaks is told by how much a minute, and is not flat', () => {
  const rows = soakRows(sampleSoak({ express: 2 }));
  assert.equal(cell(rows, 'express', 'drift of resident memory'), '+2.00 MiB/min');
  assert.equal(cell(rows, 'express', 'growth of the heap'), '+2.00 MiB/min');
  assert.equal(cell(rows, 'express', 'flat'), 'no: grows by more than 5 %');
  assert.equal(cell(rows, 'fastify', 'drift of resident memory'), '+0.00 MiB/min');
  assert.equal(cell(rows, 'fastify', 'flat'), 'yes');
});

test('one is held against the other at every moment', () => {
  assert.equal(cell(soakRows(sampleSoak()), 'fastify over express', 'under load'), '0.90, heap 1.00');
});

test('a short soak decides nothing', () => {
  assert.equal(cell(soakRows(sampleSoak({}, 2)), 'fastify', 'flat'), 'too short (under 10 min)');
});

test('what was done is told, others that took the machine too', () => {
  assert.match(
    soakSetUp(sampleSoak()).join('\n'),
    /2 scenarios in turns, each at the same rate for all \(800 to 1000 requests\/s\)/,
  );
  const loud = { ...sampleSoak(), otherLoad: { before: 0, during: 0.5, most: 1 } };
  assert.match(soakSetUp(loud).join('\n'), /^WARNING: Other processes took/m);
});

test('the page has a line over time for each subject', () => {
  const page = toMemoryHtml(sampleSoak({ fastify: 1 }));
  assert.equal(page.match(/<polyline class="line/g)?.length, 2);
  assert.doesNotMatch(page, /NaN|undefined/);
});

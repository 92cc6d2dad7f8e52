import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toDocument } from './document.ts';
import type { Fault } from './fault.ts';
import type { Look, Measured } from './measure.ts';
import { failuresOf, inWords, sharesOf } from './share.ts';
import { toLine, toSummary } from './table.ts';

const fault = (name: string, isControl = false): Fault => ({
  name,
  about: 'row 1',
  layer: 'answer',
  apply: { plant: {} },
  ...(isControl ? { isControl: true } : {}),
});
const look = (suite: Look['suite'], isCaught: boolean): Look => ({
  suite,
  catch: isCaught ? { case: 'a case', difference: 'a | b' } : undefined,
  durationMs: 1,
});
const measured = (name: string, looks: readonly Look[], isControl = false): Measured => ({
  fault: fault(name, isControl),
  looks,
  durationMs: 1,
});

const CAUGHT = measured('one', [look('wire', true)]);
const LATER = measured('two', [look('wire', false), look('dredd', true)]);
const MISSED = measured('three', [look('wire', false), look('dredd', false)]);
const QUIET = measured('quiet', [look('wire', false)], true);
const ALARM = measured('alarm', [look('wire', true)], true);

test('a share is of the faults that a suite was asked about, without the controls', () => {
  const { all, suites } = sharesOf([CAUGHT, LATER, MISSED, ALARM]);
  assert.equal(inWords(all), '2 of 3 (66.7 %)');
  assert.deepEqual(
    [...suites],
    [
      ['wire', { caught: 1, of: 3 }],
      ['dredd', { caught: 1, of: 2 }],
    ],
  );
});

test('fails below 95 %, and where a control is reported', () => {
  const twenty = Array.from({ length: 19 }, () => CAUGHT);
  assert.deepEqual(failuresOf([...twenty, MISSED, QUIET]), []);
  assert.match(failuresOf([...twenty, MISSED, MISSED])[0] ?? '', /^19 of 21 .* required are 95 %$/);
  assert.match(failuresOf([CAUGHT, ALARM])[0] ?? '', /^alarm: reported/);
});

test('says of each fault who caught it and by which difference', () => {
  assert.match(toLine(LATER), /^caught .* two +dredd: a case \| a \| b$/);
  assert.match(toLine(MISSED), /^MISSED .* three$/);
  assert.match(toLine(ALARM), /^ALARM /);
  assert.match(toSummary([CAUGHT, MISSED, QUIET]), /not caught: three$/);
});

test('the document has a row for each fault, and says what was not caught', () => {
  const document = toDocument([CAUGHT, LATER, MISSED, QUIET]);
  assert.match(document, /\| two \| row 1 \| no \| yes \| a case: a \\\| b \|/);
  assert.match(document, /\| one \| row 1 \| yes \| {2}\| a case: /);
  assert.match(document, /- three: no case looks for it/);
});

test('the document says whether suites were asked about what others had caught already', () => {
  assert.match(toDocument([CAUGHT, LATER, MISSED]), /The first suite that catches a fault is the last that is asked/);
  const full = measured('full', [look('wire', true), look('dredd', false)]);
  assert.match(toDocument([full, CAUGHT]), /Every suite saw every fault that can be planted where it looks/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CANNOT_SHOW } from './cannot-show.ts';
import type { Apply, Layer } from './fault.ts';
import { FAULTS } from './faults/index.ts';
import { readOptions } from './select.ts';

const known = { faults: FAULTS, suites: ['wire', 'dredd'] } as const;
const PLACES: Readonly<Record<Layer, keyof Apply>> = {
  answer: 'plant',
  request: 'plant',
  connection: 'plant',
  state: 'triggers',
  server: 'env',
  process: 'edits',
};

test('there are at least 60 faults besides the controls, each with a name of its own, in every layer', () => {
  const faults = FAULTS.filter(({ isControl }) => isControl !== true);
  assert.ok(faults.length >= 60);
  assert.equal(new Set(FAULTS.map(({ name }) => name)).size, FAULTS.length);
  assert.deepEqual(
    new Set(faults.map(({ layer }) => layer)),
    new Set(['answer', 'request', 'state', 'connection', 'server', 'process']),
  );
});

test('each fault is planted in the place that its layer says', () => {
  for (const { name, layer, apply } of FAULTS) {
    const places = Object.keys(apply);
    assert.deepEqual(places, [PLACES[layer]], name);
  }
});

test('a reason why a fault cannot show is of a fault that there is', () => {
  for (const name of Object.keys(CANNOT_SHOW))
    assert.ok(
      FAULTS.some((fault) => fault.name === name),
      name,
    );
});

test('selects the first control and faults by a text in their name, and suites by name', () => {
  const options = readOptions(['--fault', 'helmet', '--suite', 'dredd'], known);
  assert.deepEqual(
    options.faults.map(({ name }) => name),
    ['control: nothing planted', 'header missing: all of helmet on an unknown path'],
  );
  assert.deepEqual(options.suites, ['dredd']);
});

test('refuses what there is not, and a document of a part', () => {
  assert.throws(() => readOptions(['--fault', 'zzz'], known), /no fault has "zzz"/);
  assert.throws(() => readOptions(['--suite', 'zzz'], known), /allowed: wire, dredd/);
  assert.throws(() => readOptions(['--write-docs', '--suite', 'wire'], known), /leave out --fault and --suite/);
  assert.throws(() => readOptions(['--zzz'], known), /--zzz/);
});

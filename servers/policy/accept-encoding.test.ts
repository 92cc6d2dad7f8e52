import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseCoding } from './accept-encoding.ts';

const CASES: readonly (readonly [string | undefined, string])[] = [
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br', 'br'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['*', 'br'],
  ['gzip;q=0, *', 'br'],
  ['br;q=0, *', 'gzip'],
  ['br;q=0.5, gzip;q=0.8', 'gzip'],
  ['gzip;q=0', 'identity'],
  ['identity;q=1, br;q=0.5', 'identity'],
  ['gzip;q=nonsense', 'identity'],
  ['zstd', 'identity'],
];

for (const [field, coding] of CASES) {
  test(`chooses ${coding} for ${JSON.stringify(field)}`, () => assert.equal(chooseCoding(field), coding));
}

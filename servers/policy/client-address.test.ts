import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizeAddress } from './client-address.ts';

const ADDRESSES: readonly (readonly [string | undefined, string])[] = [
  ['203.0.113.5', '203.0.113.5'],
  ['::ffff:203.0.113.5', '203.0.113.5'],
  ['::ffff:cb00:7105', '203.0.113.5'],
  ['203.0.113.5:4711', '203.0.113.5'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['nonsense', 'unknown'],
  ['', 'unknown'],
  [undefined, 'unknown'],
];

for (const [given, normal] of ADDRESSES) {
  test(`${JSON.stringify(given)} is the address ${normal}`, () => assert.equal(normalizeAddress(given), normal));
}

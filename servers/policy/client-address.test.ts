import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitKey, normalizeAddress } from './client-address.ts';

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

test('one subscriber of IPv6 has one budget, whatever address of the network is used', () => {
  const keys = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:2:3:4:5:6'].map(limitKey);
  assert.deepEqual(new Set(keys), new Set(['2001:db8:1:2::/64']));
  assert.equal(limitKey('2001:db8:1:3::1'), '2001:db8:1:3::/64');
  assert.equal(limitKey('203.0.113.5'), '203.0.113.5');
});

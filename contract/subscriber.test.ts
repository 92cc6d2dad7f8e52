import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subscriberOf } from './subscriber.ts';

test('one subscriber of IPv6 has one budget, whatever address of the network is used', () => {
  const keys = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:2:3:4:5:6'].map(subscriberOf);
  assert.deepEqual(new Set(keys), new Set(['2001:db8:1:2::/64']));
  assert.equal(subscriberOf('2001:db8:1:3::1'), '2001:db8:1:3::/64');
  assert.equal(subscriberOf('203.0.113.5'), '203.0.113.5');
});

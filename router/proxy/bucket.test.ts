import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BUCKETS, bucketOf, threshold } from './bucket.ts';

const key = fc.string({ minLength: 1, maxLength: 40 });

test('gives a key the same bucket in every process and release', () => {
  assert.equal(bucketOf('lockstep', 'user-1'), 86_379);
  assert.equal(bucketOf('lockstep', 'user-2'), 33_146);
});

test('never leaves the range of buckets', () => {
  fc.assert(
    fc.property(key, key, (salt, name) => {
      const bucket = bucketOf(salt, name);
      assert.ok(Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS);
    }),
  );
});

test('never moves anyone back when the percentage grows', () => {
  const percentage = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(key, percentage, percentage, (name, one, other) => {
      const bucket = bucketOf('salt', name);
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      if (bucket < threshold(low)) assert.ok(bucket < threshold(high));
    }),
  );
});

test('takes nobody at 0 % and everybody at 100 %', () => {
  fc.assert(
    fc.property(key, (name) => {
      const bucket = bucketOf('salt', name);
      assert.ok(bucket >= threshold(0) && bucket < threshold(100));
    }),
  );
});

test('spreads users evenly, also at one per cent', () => {
  const users = 50_000;
  for (const percentage of [1, 25, 50]) {
    let below = 0;
    for (let user = 0; user < users; user += 1) {
      if (bucketOf('lockstep', `user-${user}`) < threshold(percentage)) below += 1;
    }
    const share = (100 * below) / users;
    // Four standard deviations of a fair draw.
    const tolerance = 400 * Math.sqrt(((percentage / 100) * (1 - percentage / 100)) / users);
    assert.ok(Math.abs(share - percentage) < tolerance, `${share} % instead of ${percentage} %`);
  }
});

test('draws other users with another salt', () => {
  const users = Array.from({ length: 1_000 }, (_, user) => `user-${user}`);
  const chosen = (salt: string, user: string) => bucketOf(salt, user) < threshold(50);
  const both = users.filter((user) => chosen('a', user) && chosen('b', user)).length;
  assert.ok(both > 150 && both < 350, `${both} of 1,000 in both halves`);
});

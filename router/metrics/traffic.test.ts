import assert from 'node:assert/strict';
import { test } from 'node:test';
import { threshold } from '../proxy/bucket.ts';
import { answer, decision, LIST } from './fixture.ts';
import { judgeShare, type ShareCounts } from './measured-share.ts';
import { Traffic } from './traffic.ts';

const NO_ANSWERS = { byFastify: 0, byExpress: 0 };

/** Buckets of so many users, spread over all of them. */
function buckets(users: number): number[] {
  return Array.from({ length: users }, (_, index) => Math.floor((index + 0.5) * (100_000 / users)));
}

function send(traffic: Traffic, percentage: number, { users = 1_000, each = 1 } = {}): void {
  for (const bucket of buckets(users)) {
    const upstream = bucket < threshold(percentage) ? 'fastify' : 'express';
    for (let count = 0; count < each; count += 1) {
      traffic.observe(decision({ bucket, percentage, upstream }));
      traffic.observe(answer({ routedTo: upstream }));
    }
  }
}

test('agrees where the users went as the share says, at any share', () => {
  for (const percentage of [0, 0.001, 0.5, 1, 25, 50, 99.5, 100]) {
    for (const users of [200, 5_000, 100_000]) {
      const traffic = new Traffic(['list']);
      send(traffic, percentage, { users });
      const { verdict, line } = traffic.measured('list', percentage);
      assert.equal(verdict, 'agrees', line);
    }
  }
});

test('differs where the users went otherwise than the share says', () => {
  const traffic = new Traffic(['list']);
  for (const bucket of buckets(500)) {
    traffic.observe(decision({ bucket, percentage: 25, upstream: bucket < threshold(50) ? 'fastify' : 'express' }));
  }
  const { verdict, line, users, usersToFastify } = traffic.measured('list', 25);
  assert.deepEqual([verdict, users, usersToFastify], ['differs', 500, 250]);
  assert.match(
    line,
    /^25 % is set; 250 of 500 users \(50\.0 %\) were sent to fastify, 18\.5 % to 31\.5 % would be chance: differs$/,
  );
});

test('counts users and not their requests: a busy one is no evidence', () => {
  const traffic = new Traffic(['list']);
  for (let count = 0; count < 10_000; count += 1) {
    traffic.observe(decision({ bucket: 7, percentage: 25, upstream: 'fastify' }));
  }
  const { verdict, users, requests, toFastify } = traffic.measured('list', 25);
  assert.deepEqual([verdict, users, requests, toFastify], ['too-few', 1, 10_000, 10_000]);
});

test('knows by a single user that 0 % is not kept', () => {
  const traffic = new Traffic(['list']);
  traffic.observe(decision({ bucket: 7, percentage: 0, upstream: 'fastify' }));
  assert.equal(traffic.measured('list', 0).verdict, 'differs');
});

test('begins anew with each share, and says nothing of one that decided no request yet', () => {
  const traffic = new Traffic(['list']);
  send(traffic, 50);
  assert.equal(traffic.measured('list', 10).verdict, 'too-few');
  send(traffic, 10, { users: 100 });
  const { verdict, users, requests } = traffic.measured('list', 10);
  assert.deepEqual([verdict, users, requests], ['agrees', 100, 100]);
  assert.equal(traffic.measured('nothing', 10).verdict, 'too-few');
});

test('forgets what is older than two turns', () => {
  const traffic = new Traffic(['list']);
  send(traffic, 50, { users: 100 });
  traffic.turn();
  send(traffic, 50, { users: 40 });
  assert.equal(traffic.measured('list', 50).requests, 140);
  traffic.turn();
  assert.equal(traffic.measured('list', 50).requests, 40);
  traffic.turn();
  assert.equal(traffic.measured('list', 50).requests, 0);
});

test('leaves out what an operator forced and what the contract does not know', () => {
  const traffic = new Traffic(['list']);
  traffic.observe(decision({ forced: true, upstream: 'fastify' }));
  traffic.observe(decision({ operation: undefined }));
  traffic.observe(decision({ operation: { ...LIST, id: 'unknown' } }));
  assert.equal(traffic.measured('list', 0).requests, 0);
});

test('counts the answers by who gave them, whoever was decided', () => {
  const traffic = new Traffic(['list']);
  traffic.observe(decision({ percentage: 100, upstream: 'fastify' }));
  traffic.observe(answer({ routedTo: 'express', fallback: 'reset' }));
  traffic.observe(answer({ routedTo: 'none' }));
  traffic.observe(answer({ status: undefined }));
  const { byFastify, byExpress } = traffic.measured('list', 100);
  assert.deepEqual([byFastify, byExpress], [0, 1]);
});

test('calls chance a difference about as seldom as it says', () => {
  // A linear congruential generator (Knuth, The Art of Computer Programming 2, 3.3.4), so that each run is the same.
  let state = 1;
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
  for (const percentage of [1, 10, 50]) {
    let alarms = 0;
    for (let round = 0; round < 2_000; round += 1) {
      let usersToFastify = 0;
      for (let user = 0; user < 100; user += 1) if (random() < percentage / 100) usersToFastify += 1;
      const counts: ShareCounts = {
        percentage,
        requests: 100,
        toFastify: 0,
        users: 100,
        usersToFastify,
        ...NO_ANSWERS,
      };
      if (judgeShare(counts, percentage).verdict === 'differs') alarms += 1;
    }
    assert.ok(alarms <= 10, `${alarms} of 2,000 at ${percentage} %`);
  }
});

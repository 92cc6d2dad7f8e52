import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMatcher } from '../../contract/match.ts';
import { bucketOf } from './bucket.ts';
import { decide } from './decide.ts';
import { OPERATIONS } from './fixture.ts';

const match = createMatcher(OPERATIONS);

function decideFor(method: string, path: string, percentage: number, key = 'user-1') {
  return decide({
    method,
    match: match(method, path),
    identity: { kind: 'user', key },
    admit: () => ({ percentage }),
    bucketOf: (name) => bucketOf('lockstep', name),
    forced: undefined,
  });
}

test('sends a user whose bucket lies below the threshold to Fastify, and says why', () => {
  const bucket = bucketOf('lockstep', 'user-1');
  const { upstream, operation, reason } = decideFor('GET', '/things/7', 90);
  assert.deepEqual([upstream, operation?.id], ['fastify', 'getThing']);
  assert.equal(reason, `fastify: bucket ${bucket} of this user is below 90000 (90 %)`);
  assert.equal(decideFor('GET', '/things/7', 1).upstream, 'express');
});

test('keeps a person on Fastify when the percentage grows', () => {
  const users = Array.from({ length: 500 }, (_, user) => `user-${user}`);
  let before = new Set<string>();
  for (let percentage = 0; percentage <= 100; percentage += 5) {
    const now = new Set(users.filter((key) => decideFor('GET', '/things', percentage, key).upstream === 'fastify'));
    assert.ok(
      [...before].every((key) => now.has(key)),
      `someone moved back at ${percentage} %`,
    );
    before = now;
  }
  assert.equal(before.size, users.length);
});

test('leaves what the contract does not know with Express', () => {
  for (const [method, path] of [
    ['GET', '/other'],
    ['DELETE', '/things'],
    ['OPTIONS', '/things'],
    ['GET', '/%74hings'],
  ] as const) {
    const { upstream, operation, reason } = decideFor(method, path, 100);
    assert.deepEqual([upstream, operation], ['express', undefined]);
    assert.match(reason, /^express: the contract has no such/);
  }
});

test('sends nobody to Fastify when the percentage is no number', () => {
  assert.equal(decideFor('GET', '/things', Number.NaN).upstream, 'express');
});

test('knows which requests change nothing', () => {
  assert.deepEqual(
    [
      decideFor('GET', '/things', 0),
      decideFor('POST', '/things', 0),
      decideFor('HEAD', '/other', 0),
      decideFor('DELETE', '/other', 0),
    ].map(({ safe }) => safe),
    [true, false, true, false],
  );
});

test('asks for no trial with a request whose body still arrives', () => {
  let asked = 0;
  const trial = () => {
    asked += 1;
    return true;
  };
  const decideWith = (arriving: boolean) =>
    decide({
      method: 'POST',
      match: match('POST', '/things'),
      identity: { kind: 'user', key: 'user-1' },
      arriving,
      admit: () => ({ percentage: 100, trial }),
      bucketOf: () => 7,
      forced: undefined,
    });
  assert.deepEqual([decideWith(true).upstream, asked], ['express', 0]);
  assert.match(decideWith(true).reason, /; no trial while its body still arrives$/);
  assert.deepEqual([decideWith(false).upstream, asked], ['fastify', 1]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chanceOf, type Stratum } from './chance.ts';

/** P(X >= failed) of the hypergeometric distribution, summed term by term: Fisher's exact test. */
function exact({ candidate, baseline }: Stratum): number {
  const all = candidate.of + baseline.of;
  const failed = candidate.failed + baseline.failed;
  const term = (k: number) =>
    Math.exp(choose(failed, k) + choose(all - failed, candidate.of - k) - choose(all, candidate.of));
  let sum = 0;
  for (let k = candidate.failed; k <= Math.min(failed, candidate.of); k += 1) {
    if (candidate.of - k <= all - failed) sum += term(k);
  }
  return sum;
}

function choose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i += 1) sum += Math.log((n - k + i) / i);
  return sum;
}

const count = fc.nat(60).chain((of) => fc.record({ of: fc.constant(of), failed: fc.nat(of) }));
const stratum = fc.record({ candidate: count, baseline: count });

test('is never below the exact chance of one stratum', () => {
  fc.assert(
    fc.property(stratum, (one) => assert.ok(chanceOf([one]) >= exact(one) - 1e-9)),
    { numRuns: 2_000 },
  );
});

test('is 1 where the candidate fails no more often, and where there is nothing to compare with', () => {
  assert.equal(chanceOf([]), 1);
  assert.equal(chanceOf([{ candidate: { failed: 5, of: 100 }, baseline: { failed: 5, of: 100 } }]), 1);
  assert.equal(chanceOf([{ candidate: { failed: 90, of: 100 }, baseline: { failed: 0, of: 0 } }]), 1);
});

test('is small for a difference that is plain', () => {
  const plain = { candidate: { failed: 50, of: 250 }, baseline: { failed: 2, of: 250 } };
  assert.ok(chanceOf([plain]) < 1e-10);
  assert.ok(chanceOf([{ candidate: plain.baseline, baseline: plain.candidate }]) === 1);
});

test('adds up what is too little in each stratum', () => {
  const little = { candidate: { failed: 3, of: 10 }, baseline: { failed: 0, of: 10 } };
  assert.ok(chanceOf([little]) > 0.1);
  assert.ok(chanceOf(Array.from({ length: 10 }, () => little)) < 1e-6);
});

test('does not count it against the candidate that it gets more of an operation that fails anyhow', () => {
  const failing = { candidate: { failed: 450, of: 900 }, baseline: { failed: 50, of: 100 } };
  const sound = { candidate: { failed: 0, of: 100 }, baseline: { failed: 0, of: 900 } };
  assert.equal(chanceOf([failing, sound]), 1);
  assert.ok(chanceOf([{ candidate: { failed: 450, of: 1_000 }, baseline: { failed: 50, of: 1_000 } }]) < 1e-50);
});

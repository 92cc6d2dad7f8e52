import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { createShares, SHARES_EXPIRE_MS, SHARES_REFRESH_MS } from './shares.ts';

const { operations } = loadContract(OWN_CONTRACT);
const [LIST, ADD] = operations;
assert.ok(LIST && ADD);

test('goes by the shares it was told last, and sends nobody to the candidate for what is none', () => {
  const { shares } = start();
  assert.equal(shares.admit(LIST).percentage, 0);
  shares.set({ [LIST.id]: 25, [ADD.id]: 'all' });
  assert.deepEqual(shares.admit(LIST), { percentage: 25 });
  assert.equal(shares.admit(ADD).percentage, 0);
  shares.set(null);
  assert.equal(shares.admit(LIST).percentage, 25);
  shares.set({});
  assert.equal(shares.admit(LIST).percentage, 0);
});

/** Where another router takes the journal during a hand-over nobody judges this worker's traffic any more, nor takes it back. */
test('sends nobody to the candidate once whoever decides has fallen silent, until it speaks again', () => {
  const { shares, pass } = start();
  shares.set({ [LIST.id]: 25 });
  for (let times = 0; times < 100; times += 1) {
    pass(SHARES_REFRESH_MS);
    shares.set({ [LIST.id]: 25 });
  }
  pass(SHARES_EXPIRE_MS);
  assert.equal(shares.admit(LIST).percentage, 25);
  pass(1);
  const { percentage, held } = shares.admit(LIST);
  assert.deepEqual([percentage, held], [0, 'nobody decides here']);
  shares.set(undefined);
  assert.equal(shares.admit(LIST).percentage, 0);
  shares.set({ [LIST.id]: 10 });
  assert.equal(shares.admit(LIST).percentage, 10);
});

test('outlives a few refreshes that are late', () => {
  assert.ok(SHARES_EXPIRE_MS >= 3 * SHARES_REFRESH_MS);
});

function start() {
  let monotonicMs = 0;
  const shares = createShares(() => monotonicMs);
  const pass = (ms: number) => {
    monotonicMs += ms;
  };
  return { shares, pass };
}

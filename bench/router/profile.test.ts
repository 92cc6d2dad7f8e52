import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byPart, type CpuProfile, costsOf } from './profile.ts';

const ROUTER = new URL('../../router/proxy/forward.ts', import.meta.url).href;
const frame = (functionName: string, url = '', lineNumber = -1) => ({ functionName, url, lineNumber });
const PROFILE: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(idle)') },
    { id: 2, callFrame: frame('forward', ROUTER, 9), children: [3] },
    { id: 3, callFrame: frame('writev') },
    { id: 4, callFrame: frame('(garbage collector)') },
  ],
  startTime: 1000,
  samples: [2, 1, 2, 3, 4, 1],
  timeDeltas: [0, 100, 100, 10, 30, 60],
};

test('costs are shares of the busy time, and a native function is charged to its caller', () => {
  const { busy, costs } = costsOf(PROFILE);
  assert.equal(busy, 200);
  assert.deepEqual(costs, [
    { where: 'forward router/proxy/forward.ts:10', share: 110 / 200 },
    { where: '(garbage collector)', share: 60 / 200 },
    { where: 'writev, for forward router/proxy/forward.ts:10', share: 30 / 200 },
  ]);
  assert.deepEqual(byPart(costs), [
    { where: 'router', share: 110 / 200 + 30 / 200 },
    { where: 'V8', share: 60 / 200 },
  ]);
});

test('what came before the load is left out', () => {
  assert.equal(costsOf(PROFILE, 1150).busy, 100);
});

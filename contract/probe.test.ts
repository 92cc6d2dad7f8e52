import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnsweredRequest, isGoodProbe } from './probe.ts';

const PROBE: AnsweredRequest = { method: 'GET', path: '/health', status: 200, complete: true };

test('tells probes that found what they should', () => {
  for (const probe of [PROBE, { ...PROBE, method: 'HEAD' }, { ...PROBE, path: '/ready' }, { ...PROBE, status: 204 }])
    assert.equal(isGoodProbe(probe, '/health'), true, JSON.stringify(probe));
  assert.equal(isGoodProbe({ ...PROBE, path: '/status' }, '/status'), true);
});

test('lets nothing else pass for one', () => {
  const others: Partial<AnsweredRequest>[] = [
    { method: 'POST' },
    { method: 'OPTIONS' },
    { path: '/health/' },
    { path: '/Health' },
    { path: '/health/../api/users' },
    { path: '/api/auth/login' },
    { status: 503 },
    { status: 404 },
    { status: 304 },
    { status: undefined },
    { complete: false },
  ];
  for (const other of others)
    assert.equal(isGoodProbe({ ...PROBE, ...other }, '/health'), false, JSON.stringify(other));
  assert.equal(isGoodProbe(PROBE, '/status'), false);
});

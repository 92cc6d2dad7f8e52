import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adaptCase, DEFAULT_SETTINGS } from './adapt.ts';
import type { WireCase } from './case.ts';
import { pipeline, request } from './request.ts';
import type { Send } from './step.ts';

const OTHER = { frontendUrl: 'https://app.example.org', trustsLoopback: true };
const CASE: WireCase<string> = {
  name: 'cors',
  why: 'x',
  steps: (world) => request('GET', `/${world}`, { headers: { Origin: 'http://localhost:5173' } }),
  expect: { status: 200, headers: { 'access-control-allow-origin': 'http://localhost:5173', vary: /Origin/ } },
};

test('leaves a case as it is for servers with default settings', () => {
  assert.equal(adaptCase(CASE, DEFAULT_SETTINGS, 'a'), CASE);
});

test('names the origin of the servers in what is sent and in what is expected', () => {
  const adapted = adaptCase(CASE, OTHER, 'a');
  const send = adapted.steps as Send;
  assert.equal(send.bytes.toString(), 'GET /a HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example.org\r\n\r\n');
  assert.deepEqual(adapted.expect, {
    status: 200,
    headers: { 'access-control-allow-origin': 'https://app.example.org', vary: /Origin/ },
  });
  assert.deepEqual([adapted.name, adapted.why], ['cors', 'x']);
});

test('says of pipelined requests where each begins after that', () => {
  const one = request('GET', '/', { headers: { Origin: 'http://localhost:5173' } });
  const other = request('GET', '/', { headers: { Origin: OTHER.frontendUrl } });
  const wait = { kind: 'pause', ms: 1 } as const;
  const { steps } = adaptCase({ name: 'a', why: 'x', steps: [wait, pipeline(one, one)] }, OTHER, undefined);
  assert.deepEqual(steps, [wait, pipeline(other, other)]);
});

test('expects nothing of a forwarded address where nobody believes it, and all of the rest', () => {
  const settings = { ...DEFAULT_SETTINGS, trustsLoopback: false };
  const forwarded: WireCase<undefined> = {
    name: 'a',
    why: 'x',
    steps: request('GET', '/', { headers: { 'X-Forwarded-For': '192.0.2.1' } }),
    expect: { status: 200 },
  };
  assert.equal('expect' in adaptCase(forwarded, settings, undefined), false);
  assert.deepEqual(adaptCase(CASE, settings, 'a').expect, CASE.expect);
});

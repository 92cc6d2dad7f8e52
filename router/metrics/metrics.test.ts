import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { OPERATIONS, saying, startProxy, startUpstream, unusedUrl } from '../proxy/fixture.ts';
import type { Observer } from '../proxy/observe.ts';
import { ADD, answer, attempt, decision, LIST } from './fixture.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { RouterState } from './state-series.ts';

const STATE: RouterState = {
  epoch: 7,
  breaker: { state: 'closed' },
  operations: [{ operationId: 'list', configured: 50, effective: 0, breaker: { state: 'half-open' } }],
  proof: { state: 'valid', expiresAt: '2026-12-01T00:00:00.000Z' },
  servers: { express: { up: true }, fastify: { up: null } },
  shadow: { waiting: 1, identical: 5, different: 2, failed: 3, dropped: { 'queue full': 4 } },
};

test('writes text that Prometheus can parse, each line of it', async (t) => {
  const metrics = started(t);
  metrics.observe(decision());
  metrics.observe(answer());
  metrics.routeRefused('wrong-token');
  const { text, contentType } = await metrics.text(STATE);
  assert.equal(contentType, 'text/plain; version=0.0.4; charset=utf-8');
  const series = parse(text);
  assert.equal(series.get('lockstep_router_epoch'), 7);
  assert.equal(series.get('lockstep_router_forced_routes_refused_total{reason="wrong-token"}'), 1);
  assert.equal(series.get('lockstep_router_percentage{operation="list",kind="configured"}'), 50);
  assert.equal(series.get('lockstep_router_percentage{operation="list",kind="effective"}'), 0);
  assert.equal(series.get('lockstep_router_breaker_state{operation="list"}'), 2);
  assert.equal(series.get('lockstep_router_upstream_up{upstream="express"}'), 1);
  assert.equal(series.has('lockstep_router_upstream_up{upstream="fastify"}'), false);
  assert.equal(series.get('lockstep_router_shadow_dropped_total{reason="queue full"}'), 4);
  assert.equal(series.get('lockstep_router_proof_valid'), 1);
  assert.equal(series.get('lockstep_router_proof_expires_timestamp_seconds'), Date.UTC(2026, 11, 1) / 1000);
  assert.ok(series.has('nodejs_eventloop_lag_p99_seconds'));
  assert.ok(series.has('process_resident_memory_bytes'));
});

test('tells a proof that has expired from one that is not required', async (t) => {
  const metrics = started(t);
  const shown = async (proof: RouterState['proof']) => {
    const series = parse((await metrics.text({ ...STATE, proof })).text);
    return ['valid', 'expires_timestamp_seconds'].map((name) => series.get(`lockstep_router_proof_${name}`));
  };
  assert.deepEqual(await shown({ state: 'expired', expiresAt: '1970-01-01T00:00:07.000Z' }), [0, 7]);
  for (const state of ['none', 'invalid'] as const) assert.deepEqual(await shown({ state }), [0, undefined]);
  assert.deepEqual(await shown({ state: 'not-required' }), [undefined, undefined]);
});

test('shows what others count as it is, however often it is asked', async (t) => {
  const metrics = started(t);
  await metrics.text(STATE);
  const later = { ...STATE, shadow: { ...STATE.shadow, different: 3 } };
  const series = parse((await metrics.text(later)).text);
  assert.equal(series.get('lockstep_router_shadow_total{result="different"}'), 3);
  assert.equal(series.get('lockstep_router_shadow_total{result="identical"}'), 5);
});

test('counts requests, latencies, failures, retries and fallbacks per operation and server', async (t) => {
  const metrics = started(t);
  const error = new Error('gone');
  const broke = { kind: 'failed', failure: { reason: 'reset', sent: true, repeatable: true, error } } as const;
  metrics.observe(decision({ upstream: 'fastify' }));
  metrics.observe(attempt({ upstream: 'fastify' }, broke));
  metrics.observe(attempt({ upstream: 'fastify', connection: 'fresh' }, broke));
  metrics.observe(attempt({ upstream: 'express' }, { kind: 'answered', status: 200, headMs: 3 }));
  metrics.observe(answer({ routedTo: 'express', fallback: 'reset', durationMs: 20 }));
  metrics.observe(decision({ operation: ADD }));
  metrics.observe(answer({ operation: ADD, status: undefined, complete: false }));
  metrics.observe({ kind: 'fault', requestId: 'r', method: 'GET', path: '/', error });
  const series = parse((await metrics.text(STATE)).text);
  for (const [name, value] of [
    ['lockstep_router_requests_total{operation="list",routed_to="express",status="2xx"}', 1],
    ['lockstep_router_requests_total{operation="add",routed_to="express",status="none"}', 1],
    ['lockstep_router_attempts_failed_total{operation="list",upstream="fastify",reason="reset"}', 2],
    ['lockstep_router_retries_total{upstream="fastify"}', 1],
    ['lockstep_router_fallbacks_total{operation="list",to="express",reason="reset"}', 1],
    ['lockstep_router_upstream_head_seconds_bucket{le="0.0025",operation="list",upstream="express"}', 0],
    ['lockstep_router_upstream_head_seconds_bucket{le="0.005",operation="list",upstream="express"}', 1],
    ['lockstep_router_request_duration_seconds_sum{operation="list",routed_to="express"}', 0.02],
    ['lockstep_router_incomplete_total{operation="add"}', 1],
    ['lockstep_router_faults_total', 1],
    ['lockstep_router_in_flight', 0],
  ] as const) {
    assert.equal(series.get(name), value, name);
  }
});

test('makes no more series for any number of paths, statuses and operations that the contract does not know', async (t) => {
  const metrics = started(t);
  const send = (number: number) => {
    const operation = { ...LIST, id: `made-up-${number}` };
    metrics.observe(decision({ operation: undefined }));
    metrics.observe(answer({ operation: undefined, status: 100 + (number % 900), fallback: `status-${500 + number}` }));
    metrics.observe(decision({ operation }));
    metrics.observe(answer({ operation, status: 999 }));
  };
  for (let number = 0; number < 900; number += 1) send(number);
  const before = parse((await metrics.text(STATE)).text);
  for (let number = 900; number < 5_000; number += 1) send(number);
  const after = parse((await metrics.text(STATE)).text);
  const ours = (series: ReadonlyMap<string, number>) =>
    [...series.keys()].filter((name) => name.startsWith('lockstep'));
  assert.deepEqual(ours(after), ours(before));
  assert.equal(
    ours(after).some((name) => name.includes('made-up')),
    false,
  );
  assert.equal(after.get('lockstep_router_fallbacks_total{operation="(none)",to="express",reason="status"}'), 5_000);
});

test('counts what a router does between its clients and two servers', async (t) => {
  const express = await startUpstream(t, saying('express'));
  const metrics = createMetrics(OPERATIONS);
  t.after(() => metrics.close());
  const ended = Promise.withResolvers<void>();
  const observe: Observer = (observation) => {
    metrics.observe(observation);
    if (observation.kind === 'answer' && observation.path === '/nowhere') ended.resolve();
  };
  const { url } = await startProxy(t, { express: express.url, fastify: await unusedUrl(), observe });
  for (const path of ['/things', '/nowhere']) await (await fetch(`${url}${path}`)).text();
  await ended.promise;
  const series = parse((await metrics.text(STATE)).text);
  for (const [name, value] of [
    ['lockstep_router_requests_total{operation="listThings",routed_to="express",status="2xx"}', 1],
    ['lockstep_router_requests_total{operation="(none)",routed_to="express",status="2xx"}', 1],
    ['lockstep_router_attempts_failed_total{operation="listThings",upstream="fastify",reason="unreachable"}', 1],
    ['lockstep_router_in_flight', 0],
  ] as const) {
    assert.equal(series.get(name), value, name);
  }
  const { toFastify, byFastify, byExpress } = metrics.measured('listThings', 100);
  assert.deepEqual([toFastify, byFastify, byExpress], [1, 0, 1]);
});

function started(test: TestContext): Metrics {
  const metrics = createMetrics([LIST, ADD]);
  test.after(() => metrics.close());
  return metrics;
}

/** @throws at a line that is not of Prometheus' text format; gives back each series by its name and labels */
function parse(text: string): ReadonlyMap<string, number> {
  const series = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || /^# (HELP|TYPE) [a-zA-Z_:][\w:]* \S/.test(line)) continue;
    const [, name = '', value = ''] =
      /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\n"])*",?)+\})?) (\S+)$/.exec(line) ?? [];
    // Prometheus reads NaN in any case (Go, strconv.ParseFloat).
    assert.ok(name !== '' && (!Number.isNaN(Number(value)) || /^nan$/i.test(value)), line);
    assert.equal(series.has(name), false, `twice: ${name}`);
    series.set(name, Number(value));
  }
  return series;
}

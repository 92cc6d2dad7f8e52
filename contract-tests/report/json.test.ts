import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Observation } from '../../parity/answer.ts';
import type { Finding } from '../suites/suite-result.ts';
import { answer, finding, HEADER, observed, result } from './fixtures/sample.ts';
import { type JsonReport, toJson } from './json.ts';
import { assemble } from './report.ts';

function read(findings: readonly Finding[]): JsonReport {
  return JSON.parse(toJson(assemble([result(findings)], HEADER)));
}

const differing = finding(observed(answer(400, '{}')), observed(answer(422, '{}')));

describe('the report as JSON', () => {
  test('has a stable shape with a version', () => {
    const { findings, ...report } = read([differing]);
    const sum = { cases: 10, requests: 12, failed: 1, differences: 1, durationMs: 1500 };
    assert.deepEqual(report, {
      version: 1,
      title: 'Express and Fastify',
      verdict: 'fail',
      contract: { title: 'Pets', version: '1.0.0', digest: 'sha256:abc' },
      baseline: 'http://127.0.0.1:5001',
      candidate: 'http://127.0.0.1:3001',
      startedAt: '2026-01-02T03:04:05.678Z',
      toolVersion: '0.1.0',
      sum,
      suites: [{ suite: 'wire', seed: null, ...sum, verdict: 'fail' }],
      operations: [
        {
          ...{ id: 'addPet', method: 'POST', path: '/pets', cases: 6, failed: 1, differences: 1 },
          statuses: {
            seen: { 201: 4, 400: 2 },
            documented: ['201', '400', '500'],
            uncovered: ['500'],
            undocumented: [],
          },
          keywords: {
            seen: { '/body type': 3 },
            documented: ['/body type', '/body/name minLength'],
            uncovered: ['/body/name minLength'],
            undocumented: [],
          },
          verdict: 'fail',
        },
        {
          ...{ id: 'listPets', method: 'GET', path: '/pets', cases: 4, failed: 0, differences: 0 },
          statuses: { seen: { 200: 3, 404: 1 }, documented: ['200'], uncovered: [], undocumented: ['404'] },
          keywords: { seen: {}, documented: null, uncovered: [], undocumented: [] },
          verdict: 'pass',
        },
      ],
      causes: [{ name: 'status', findings: 1 }],
      findingsOmitted: 0,
    });
    const [{ observations, ...first } = { observations: null }] = findings;
    assert.deepEqual(first, {
      suite: 'wire',
      case: 'a pet without a name',
      why: 'row 22',
      operation: 'addPet',
      differences: [{ name: 'status', kind: 'status', text: 'status [baseline] 400 [candidate] 422' }],
      unmet: { baseline: [], candidate: [] },
      request: differing.request,
    });
    assert.deepEqual(observations?.candidate, {
      kind: 'observed',
      ending: 'open',
      failure: null,
      answers: [
        {
          version: '1.1',
          status: 422,
          reason: 'Reason',
          headers: [['Content-Type', 'application/json']],
          interim: [],
          framing: 'length',
          complete: true,
          body: { encoding: 'utf8', content: '{}', totalBytes: 2, decoded: null, cut: false },
          trailers: [],
        },
      ],
    });
  });

  test('has bytes that are no UTF-8 in base64', () => {
    const bytes = Buffer.from([0, 0xff, 0xfe]);
    const [first] = read([finding(observed(answer(200, bytes)), observed(answer(200, 'é')))]).findings;
    const bodyOf = (side: 'baseline' | 'candidate') => first?.observations?.[side].answers[0]?.body;
    assert.deepEqual([bodyOf('baseline')?.encoding, bodyOf('baseline')?.content], ['base64', bytes.toString('base64')]);
    assert.deepEqual([bodyOf('candidate')?.encoding, bodyOf('candidate')?.content], ['utf8', 'é']);
  });

  test('has what a server sent before it failed', () => {
    const received = Buffer.from('HTTP/1.1 2');
    const failed: Observation = { kind: 'failed', failure: { kind: 'cut', detail: 'early', received }, answers: [] };
    const [first] = read([finding(failed, observed(answer(200, '{}')))]).findings;
    assert.equal(first?.observations?.baseline.failure?.received?.content, 'HTTP/1.1 2');
  });

  test('has no secret of an answer', () => {
    const secret = answer(200, '{"token":"s3cr3t"}', [['Set-Cookie', 'sid=s3cr3t']]);
    const text = JSON.stringify(read([finding(observed(secret), observed(answer(200, '{}', [])))]));
    assert.doesNotMatch(text, /s3cr3t/);
  });

  test('stays within bounds, and says what it left out', () => {
    const body = 'x'.repeat(1_000_000);
    const large = finding(observed(answer(200, body)), observed(answer(201, body)));
    const text = toJson(assemble([result(Array.from({ length: 3_000 }, () => large))], HEADER));
    const report: JsonReport = JSON.parse(text);
    assert.ok(text.length < 24_000_000, `${text.length} characters`);
    assert.ok(report.findings.length > 0);
    assert.equal(report.findings.length + report.findingsOmitted, 3_000);
    assert.equal(report.findings[0]?.observations?.baseline.answers[0]?.body.cut, true);
  });
});

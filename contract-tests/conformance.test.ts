import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Contract } from '../contract/document.ts';
import { deriveOperations, type OpenApiDocument } from '../contract/operations.ts';
import { describe as inWords } from '../parity/describe.ts';
import { runConformance } from './conformance/suite.ts';
import { type Pair, startPair } from './pair.ts';
import { OWN_SERVERS, ownSubjects } from './suites/own-api.ts';
import type { Subjects } from './suites/subjects.ts';
import type { Finding, SuiteResult } from './suites/suite-result.ts';

const SEED = Number(process.env.CONFORMANCE_SEED ?? 20_260_101);

describe('both servers are what our own contract says', () => {
  let pair: Pair;
  let subjects: Subjects;
  let result: SuiteResult;

  before(async () => {
    pair = await startPair(OWN_SERVERS);
    subjects = ownSubjects(pair);
    result = await runConformance(subjects, { seed: SEED, houseRules: true });
    console.log(`${result.cases} cases, ${result.requests} requests to each in ${Math.round(result.durationMs)} ms`);
  });
  after(() => pair.stop());

  test('without a finding', () => {
    assert.equal(result.findings.length, 0, result.findings.slice(0, 10).map(toText).join('\n\n'));
  });

  test('in every operation, and in every refusal that the contract can be read to demand', () => {
    const { operations } = subjects.contract;
    assert.deepEqual(Object.keys(result.operations).sort(), ['', ...operations.map(({ id }) => id)].sort());
    for (const { id, security, mediaTypes } of operations) {
      const statuses = Object.keys(result.operations[id]?.statuses ?? {});
      // The examples' email, password and token belong to nobody: well-formed, and refused all the same.
      assert.ok(
        statuses.some((status) => status.startsWith(id === 'login' || id === 'verify' ? '401' : '2')),
        id,
      );
      assert.ok(statuses.includes('400'), id);
      if (security.length > 0) assert.ok(statuses.includes('401'), id);
      if (mediaTypes.length > 0) assert.ok(statuses.includes('415'), id);
    }
    const { keywords = {} } = result.operations.register ?? {};
    for (const member of ['email', 'password', 'firstName', 'lastName', 'role']) {
      assert.equal(keywords[`/body/${member} required`], 1, member);
      assert.equal(keywords[`/body/${member} type`], 2, member);
    }
    assert.equal(keywords['/body additionalProperties'], 1);
  });

  test('and would not be what another contract says', async () => {
    const { document } = subjects.contract;
    const other: OpenApiDocument = {
      ...document,
      paths: { '/health': { get: { operationId: 'health', responses: { 200: answering('uptime') } } } },
    };
    const contract: Contract = { document: other, operations: deriveOperations(other), digest: 'sha256:other' };
    const { findings } = await runConformance({ ...subjects, contract }, { seed: SEED, houseRules: true });
    const found = new Map(findings.map(({ case: name, unmet }) => [name, unmet]));
    const lines = ['body /uptime is missing', 'body /node must be integer'];
    assert.deepEqual(found.get('health: as documented'), { baseline: lines, candidate: lines });
    assert.ok(found.has('health: a query parameter that is not documented'), 'this contract has no 400');
  });
});

function answering(required: string) {
  const schema = { type: 'object', required: [required], properties: { node: { type: 'integer' } } };
  return { description: 'Alive', content: { 'application/json': { schema } } };
}

function toText({ case: name, why, differences, unmet, request }: Finding): string {
  const lines = [
    ...unmet.baseline.map((line) => `express: ${line}`),
    ...unmet.candidate.map((line) => `fastify: ${line}`),
  ];
  return [`${name} (${why})`, ...lines, ...differences.map(inWords), request?.curl ?? ''].join('\n  ');
}

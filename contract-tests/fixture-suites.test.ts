import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createJudge } from '../parity/conformance/judge.ts';
import { runConformance } from './conformance/suite.ts';
import { excusing, FIXTURE_EXCUSES } from './fixture/excuses.ts';
import { startFixturePair } from './fixture/pair.ts';
import { fixtureRequests, fixtureSubjects } from './fixture/subjects.ts';
import { keywordsByOperation } from './generated/cases.ts';
import { runGenerated } from './generated/run.ts';
import type { Pair } from './pair.ts';
import { changeText } from './power/proxy/fields.ts';
import type { AnswerMessage } from './power/proxy/message.ts';
import { startProxy } from './power/proxy/proxy.ts';
import { redLines } from './suites/red-lines.ts';
import type { Subjects } from './suites/subjects.ts';

const RUNS = 2000;
/** One with which so many runs need every excuse. */
const SEED = 11;

/** Keywords that no request can break: a list of no texts and a list in an object have no form, and so many members no room. */
const UNREACHABLE = ['/query/tags minItems', '/query/box/sides/* type', '/query/any maxProperties'];

/** Faults of one server alone. A request that shows each comes up in so few runs beyond those that break keywords. */
const FAULTS: readonly (readonly [what: string, operation: string, plant: (text: string) => string])[] = [
  ['numbers stay texts', 'postScalars', (text) => text.replace(/("postScalars".*"page":)(\d+)/, '$1"$2"')],
  ['a default is not filled in', 'getScalars', (text) => text.replace('"exact":false,', '')],
  ['a list is not taken apart', 'getLists', (text) => text.replace(/"tags":\["([^"]+)","([^"]+)"/, '"tags":["$1,$2"')],
  [
    'a refusal is for something else',
    'getSecured',
    (text) => text.replace(/\/query\/limit(?=.*"instance":"\/secured\/)/, '/query/other'),
  ],
];
const FAULT_RUNS = 450;

describe('both servers over the fixture contract', () => {
  let pair: Pair;
  let subjects: Subjects;
  before(async () => {
    pair = await startFixturePair();
    subjects = fixtureSubjects(pair);
  });
  after(() => pair?.stop());

  test(`answer ${RUNS} generated requests with the same bytes, and as the contract says`, async () => {
    const { judge, unused } = excusing(createJudge(subjects.contract, { houseRules: true }), FIXTURE_EXCUSES);
    const options = { seed: SEED, runs: RUNS, judge, personalise: fixtureRequests };
    const { cases, operations, findings } = await runGenerated(subjects, options);
    assert.deepEqual(findings.map(redLines), []);
    assert.equal(cases, RUNS);
    assert.deepEqual(unused(), [], 'an excuse that nothing needs');
    const keywords = keywordsByOperation(subjects.contract);
    assert.deepEqual(
      Object.values(keywords).flatMap(({ unreachable }) => unreachable),
      UNREACHABLE,
    );
    for (const [id, { reachable }] of Object.entries(keywords)) {
      assert.ok(operations[id]?.cases, id);
      assert.deepEqual(Object.keys(operations[id]?.keywords ?? {}).sort(), [...reachable].sort(), id);
    }
  });

  test('conform to it', async () => {
    const { findings, operations } = await runConformance(subjects, { seed: SEED, houseRules: true });
    assert.deepEqual(findings.map(redLines), []);
    for (const { id } of subjects.contract.operations) assert.ok(operations[id]?.cases, id);
  });

  test(`would be told apart where ${FAULTS.map(([what]) => what).join(', or ')}`, async () => {
    const answer = (message: AnswerMessage) =>
      changeText(message, (text) => FAULTS.reduce((before, [, , change]) => change(before), text));
    const { judge } = excusing(createJudge(subjects.contract, { houseRules: true }), FIXTURE_EXCUSES);
    const proxy = await startProxy(subjects.candidate, { plant: { answer } });
    try {
      const { findings } = await runGenerated(
        { ...subjects, candidate: proxy.url },
        { seed: SEED, runs: FAULT_RUNS, judge, personalise: fixtureRequests, maxFindings: 20 },
      );
      const differing = findings.filter(({ differences }) => differences.length > 0);
      assert.deepEqual(
        [...new Set(differing.map(({ operation }) => operation))].sort(),
        FAULTS.map(([, operation]) => operation).sort(),
        findings.map(redLines).join('\n'),
      );
    } finally {
      await proxy.stop();
    }
  });
});

test('an excuse holds for its own operation, requests and line alone, and is told where nothing needs it', () => {
  const request = { method: 'GET', target: '/odd/decimal', headers: [], body: undefined };
  const lines = ['body /count must be integer', 'body /count must be integer, too'];
  const [decimal] = FIXTURE_EXCUSES;
  assert.ok(decimal);
  const { judge, unused } = excusing(() => lines, [decimal]);
  const answer = {} as Parameters<typeof judge>[3];
  assert.deepEqual(judge('getItem', 'valid', request, answer), lines);
  assert.deepEqual(judge('getOdd', 'valid', { ...request, target: '/odd/large' }, answer), lines);
  assert.deepEqual(unused(), [decimal.reason]);
  assert.deepEqual(judge('getOdd', 'valid', request, answer), lines.slice(1));
  assert.deepEqual(unused(), []);
});

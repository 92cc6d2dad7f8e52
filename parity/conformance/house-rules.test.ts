import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, type Fault, GET, HEAD, houseJudge, judge, POST, problem } from './fixture-answers.ts';

const AGAINST_HOUSE_RULES: readonly Fault[] = [
  ['a 415 that does not say what it takes', 'addNote', 'invalid', POST, problem(415), /^header Accept is missing/],
  [
    'a problem without a title',
    'getNote',
    'unknown',
    GET,
    problem(404, {}, { title: undefined }),
    /^body \/title is missing in/,
  ],
  [
    'a problem without a type',
    undefined,
    'unknown',
    GET,
    problem(404, {}, { type: undefined }),
    /^body \/type is missing in/,
  ],
  [
    'a refusal that is no problem document',
    undefined,
    'unknown',
    GET,
    answer(404, { 'Content-Type': 'text/html' }, 'no'),
    /^media type is "text\/html"/,
  ],
  [
    'Allow without OPTIONS',
    'getNote',
    'unknown',
    POST,
    problem(405, { Allow: 'GET, HEAD, DELETE' }),
    /^Allow lacks OPTIONS/,
  ],
  [
    'Allow with another method',
    'getNote',
    'unknown',
    POST,
    problem(405, { Allow: 'DELETE, GET, HEAD, OPTIONS, PUT' }),
    /^Allow names "PUT"/,
  ],
  [
    'HEAD without a media type',
    'getNote',
    'valid',
    HEAD,
    answer(200, { 'Content-Length': '9' }),
    /^media type is missing/,
  ],
];

describe('a fault that only the house rules know has one line with them and none without:', () => {
  for (const [what, operation, input, request, given, line] of AGAINST_HOUSE_RULES) {
    test(what, () => {
      const lines = houseJudge(operation, input, request, given);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', line);
      assert.deepEqual(judge(operation, input, request, given), []);
    });
  }
});

test('a 415 may say what it takes in any of the fields for it', () => {
  for (const name of ['Accept', 'Accept-Encoding', 'Accept-Post'])
    assert.deepEqual(houseJudge('addNote', 'invalid', POST, problem(415, { [name]: 'x' })), []);
});

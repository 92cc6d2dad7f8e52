import { describe } from 'node:test';
import { answer, eachHasOneLine, GET, PROBLEM_TYPE, problem } from './fixture-answers.ts';

describe('a fault of a problem document has exactly one line:', () => {
  eachHasOneLine([
    [
      'a problem with another status',
      'getNote',
      'unknown',
      GET,
      problem(404, {}, { status: 400 }),
      /^body \/status of the problem document is not the answer's status 404$/,
    ],
    [
      'a problem whose title is no text',
      'getNote',
      'unknown',
      GET,
      problem(404, {}, { title: 1 }),
      /^body \/title must be string$/,
    ],
    [
      'a problem with another status, outside of the contract',
      undefined,
      'unknown',
      GET,
      problem(404, {}, { status: 400 }),
      /^body \/status of the problem/,
    ],
    [
      'a problem that is a list',
      undefined,
      'unknown',
      GET,
      answer(404, PROBLEM_TYPE, '[]'),
      /^body is a problem document, and must be an object$/,
    ],
  ]);
});

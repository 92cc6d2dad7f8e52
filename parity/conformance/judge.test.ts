import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  answer,
  type Case,
  DELETE,
  eachHasOneLine,
  GET,
  HEAD,
  JSON_TYPE,
  judge,
  LIST,
  NOTE,
  POST,
  PROBLEM_TYPE,
  problem,
  withField,
} from './fixture-answers.ts';

const SOUND: readonly Case[] = [
  ['a list', 'listNotes', 'valid', GET, answer(200, LIST, [NOTE])],
  ['a header that is a list', 'listNotes', 'valid', GET, answer(200, { ...LIST, 'X-Tags': 'a, b' }, [])],
  [
    'a documented range of media types',
    'listNotes',
    'valid',
    GET,
    answer(200, { ...LIST, 'Content-Type': 'text/csv' }, 'a'),
  ],
  [
    'a compressed body',
    'listNotes',
    'valid',
    GET,
    answer(200, { ...LIST, 'Content-Encoding': 'gzip' }, gzipSync('[]')),
  ],
  ['a status of a documented range', 'listNotes', 'invalid', GET, problem(418)],
  ['a documented 503', 'listNotes', 'valid', GET, problem(503)],
  ['a status that `default` documents', 'getNote', 'unknown', GET, problem(410)],
  [
    'bytes',
    'getNote',
    'valid',
    GET,
    answer(200, { 'Content-Type': 'application/octet-stream' }, Buffer.from([255, 0])),
  ],
  ['a value that may be null', 'getNote', 'valid', GET, answer(200, JSON_TYPE, { ...NOTE, due: null, link: 3 })],
  ['204', 'deleteNote', 'valid', DELETE, answer(204, {})],
  ['a documented answer without a body', 'deleteNote', 'unknown', DELETE, answer(404, {})],
  ['HEAD', 'getNote', 'valid', HEAD, answer(200, { ...JSON_TYPE, 'Content-Length': '22' })],
  ['a challenge', 'addNote', 'unknown', POST, problem(401, { 'WWW-Authenticate': 'Key' })],
  [
    '304 to a conditional request',
    'addNote',
    'unknown',
    withField(POST, 'If-None-Match'),
    answer(304, { 'Content-Length': '9' }),
  ],
  ['a refusal of the request line', 'addNote', 'unknown', POST, answer(414, {})],
  ['a method that is not documented', 'getNote', 'unknown', POST, problem(405, { Allow: 'GET, DELETE' })],
  ['OPTIONS that is not documented', 'getNote', 'unknown', { ...GET, method: 'OPTIONS' }, answer(204, {})],
  ['no such path', undefined, 'unknown', GET, answer(404, { 'Content-Type': 'text/html' }, 'no')],
  ['a problem document without members', 'getNote', 'unknown', GET, answer(404, PROBLEM_TYPE, '{}')],
  ['a 415 that does not say what it takes', 'addNote', 'invalid', POST, problem(415)],
];

describe('an answer as it must be has no line:', () => {
  for (const [what, operation, input, request, given] of SOUND) {
    test(what, () => assert.deepEqual(judge(operation, input, request, given), []));
  }
});

describe('a fault of the status has exactly one line:', () => {
  eachHasOneLine([
    [
      'a status that is not documented',
      'addNote',
      'unknown',
      POST,
      answer(202, JSON_TYPE, NOTE),
      /^status 202 is not documented; documented: 201, 400, 401/,
    ],
    ['a 503 that is not documented', 'addNote', 'valid', POST, problem(503), /^status 503 is not documented/],
    ['304 that was not asked for', 'addNote', 'unknown', POST, answer(304, {}), /^status 304 is not documented/],
    ['a documented 500', 'addNote', 'invalid', POST, problem(500), /^status 500: the server failed$/],
    [
      '500 for a path that is not documented',
      undefined,
      'unknown',
      GET,
      problem(500),
      /^status 500: the server failed$/,
    ],
    [
      '405 to a documented method',
      'addNote',
      'valid',
      POST,
      problem(405, { Allow: 'GET' }),
      /^status 405 is not documented/,
    ],
    ['404 of a path that exists', 'addNote', 'valid', POST, answer(404, {}), /^status 404 is not documented/],
    [
      'a method that is not documented, and accepted',
      'getNote',
      'unknown',
      POST,
      answer(200, {}),
      /^status 200, but the contract does not document the method POST$/,
    ],
    [
      'a path that is not documented, and accepted',
      undefined,
      'unknown',
      GET,
      answer(200, {}),
      /^status 200, but the contract does not document the path$/,
    ],
    ['valid input, refused', 'addNote', 'valid', POST, problem(400), /^valid input was refused with 400$/],
    [
      'invalid input, accepted',
      'addNote',
      'invalid',
      POST,
      answer(201, JSON_TYPE, NOTE),
      /^invalid input was accepted with 201$/,
    ],
    [
      'HEAD that is refused',
      'getNote',
      'valid',
      HEAD,
      answer(400, { ...PROBLEM_TYPE, 'Content-Length': '9' }),
      /^valid input was refused with 400$/,
    ],
  ]);
});

test('an operation that the contract does not have is refused by name', () => {
  assert.throws(() => judge('gone', 'valid', GET, answer(200, {})), /no operation gone; it has: listNotes, addNote/);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  answer,
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
} from './fixture-answers.ts';

describe('a fault of the body has exactly one line:', () => {
  eachHasOneLine([
    [
      'another media type',
      'addNote',
      'valid',
      POST,
      answer(201, { 'Content-Type': 'text/html' }, '{}'),
      /^media type is "text\/html"; documented: application\/json$/,
    ],
    ['no media type', 'addNote', 'valid', POST, answer(201, {}, NOTE), /^media type is missing/],
    ['a missing member', 'addNote', 'valid', POST, answer(201, JSON_TYPE, { text: 'a' }), /^body \/id is missing$/],
    [
      'a member of another type',
      'listNotes',
      'valid',
      GET,
      answer(200, LIST, [NOTE, { ...NOTE, text: 1 }]),
      /^body \/1\/text must be string$/,
    ],
    [
      'a member that is not documented',
      'addNote',
      'valid',
      POST,
      answer(201, JSON_TYPE, { ...NOTE, 'a/b': 1 }),
      /^body \/a~1b is not documented$/,
    ],
    [
      'a value that is not listed',
      'addNote',
      'valid',
      POST,
      answer(201, JSON_TYPE, { ...NOTE, kind: 7 }),
      /^body \/kind must be string and must be one of "plain", "rich"$/,
    ],
    [
      'null where it is not allowed',
      'addNote',
      'valid',
      POST,
      answer(201, JSON_TYPE, { ...NOTE, id: null }),
      /^body \/id must be string$/,
    ],
    [
      'a text of another format',
      'addNote',
      'valid',
      POST,
      answer(201, JSON_TYPE, { ...NOTE, due: '2025-02-30' }),
      /^body \/due must match format "date"$/,
    ],
    [
      'a value of no branch',
      'addNote',
      'valid',
      POST,
      answer(201, JSON_TYPE, { ...NOTE, link: true }),
      /^body \/link must match exactly one schema in oneOf$/,
    ],
    ['another kind of body', 'addNote', 'valid', POST, answer(201, JSON_TYPE, '"a"'), /^body must be object$/],
    ['a body that is not JSON', 'addNote', 'valid', POST, answer(201, JSON_TYPE, '{"text":'), /^body is not JSON$/],
    [
      'a body that is not UTF-8',
      'addNote',
      'valid',
      POST,
      answer(201, JSON_TYPE, Buffer.from('"\xe9"', 'latin1')),
      /^body is not UTF-8$/,
    ],
    [
      'a body that begins with a byte order mark',
      'addNote',
      'valid',
      POST,
      answer(201, JSON_TYPE, `\ufeff${JSON.stringify(NOTE)}`),
      /^body is not JSON$/,
    ],
    [
      'a coding that is not the one it says',
      'addNote',
      'valid',
      POST,
      answer(201, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, NOTE),
      /^body is not gzip/,
    ],
    [
      'a missing body',
      'addNote',
      'valid',
      POST,
      answer(201, JSON_TYPE),
      /^body is missing; documented: application\/json$/,
    ],
    [
      'a body that is not documented',
      'deleteNote',
      'unknown',
      DELETE,
      answer(404, PROBLEM_TYPE, '{}'),
      /^body of 2 bytes, but none is documented for status 404$/,
    ],
    [
      'HEAD with another media type than GET',
      'getNote',
      'valid',
      HEAD,
      answer(200, { 'Content-Type': 'text/html', 'Content-Length': '9' }),
      /^media type is "text\/html"/,
    ],
  ]);
});

test('many faults of one body have a bounded number of lines', () => {
  const lines = judge(
    'listNotes',
    'valid',
    GET,
    answer(
      200,
      LIST,
      Array.from({ length: 50 }, () => 1),
    ),
  );
  assert.equal(lines.length, 11);
  assert.match(lines.at(-1) ?? '', /^body has 40 more such faults$/);
});

test('no line shows a value of the body', () => {
  const lines = judge('addNote', 'valid', POST, answer(201, JSON_TYPE, { text: 'hunter2'.repeat(9), id: ['hunter2'] }));
  assert.equal(lines.length, 2);
  assert.doesNotMatch(lines.join(), /hunter2/);
});

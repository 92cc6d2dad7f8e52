import { describe } from 'node:test';
import { answer, DELETE, eachHasOneLine, HEAD, JSON_TYPE, NOTE, POST, problem } from './fixture-answers.ts';

describe('a fault of HTTP has exactly one line:', () => {
  eachHasOneLine([
    ['a body of 204', 'deleteNote', 'valid', DELETE, answer(204, {}, 'gone'), /^status 204 has a body of 4 bytes/],
    [
      'a length of 204',
      'deleteNote',
      'valid',
      DELETE,
      answer(204, { 'Content-Length': '4' }),
      /^Content-Length is "4", but status 204 has no body$/,
    ],
    [
      'a body of HEAD',
      'getNote',
      'valid',
      HEAD,
      answer(200, JSON_TYPE, NOTE),
      /^the answer to HEAD has a body of 22 bytes/,
    ],
    [
      'HEAD with the length of nothing',
      'getNote',
      'valid',
      HEAD,
      answer(200, JSON_TYPE),
      /^Content-Length is 0, but GET would get a body$/,
    ],
    [
      'a Content-Length that lies',
      'addNote',
      'valid',
      POST,
      answer(201, { ...JSON_TYPE, 'Content-Length': '99' }, NOTE),
      /^Content-Length is "99", but the body has 22 bytes$/,
    ],
    [
      'a body that was cut',
      'addNote',
      'valid',
      POST,
      { ...answer(201, JSON_TYPE, NOTE), complete: false },
      /^body ended after 22 bytes/,
    ],
    [
      '401 without a challenge',
      'addNote',
      'unknown',
      POST,
      problem(401),
      /^header WWW-Authenticate is missing; status 401 needs it \(RFC 9110, 15\.5\.2\)$/,
    ],
    ['405 without Allow', 'getNote', 'unknown', POST, problem(405), /^header Allow is missing; status 405 needs it/],
    ['405 with half of Allow', 'getNote', 'unknown', POST, problem(405, { Allow: 'GET' }), /^Allow lacks DELETE/],
    [
      '405 that allows what it refuses',
      'getNote',
      'unknown',
      POST,
      problem(405, { Allow: 'GET, DELETE, POST' }),
      /^Allow names POST, which was refused$/,
    ],
  ]);
});

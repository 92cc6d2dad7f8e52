import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { resolve } from '../../contract/references.ts';
import type { Answer } from '../../parity/answer.ts';
import { fixtureContract } from './fixture-contract.ts';
import type { JudgedRequest } from './http-rules.ts';
import { createJudge, type Input } from './judge.ts';
import { exampleOf, operationObject, type Response } from './operation-object.ts';

const judge = createJudge(fixtureContract());
const houseJudge = createJudge(fixtureContract(), { houseRules: true });

/** An answer with a truthful Content-Length, unless it is given. */
function answer(status: number, fields: Record<string, string>, body: object | string | Buffer = ''): Answer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const lengthOf = status === 204 || status === 304 ? {} : { 'Content-Length': String(bytes.length) };
  const headers = Object.entries({ ...lengthOf, ...fields });
  const rest = { version: '1.1', reason: '', interim: [], trailers: [], complete: true } as const;
  return { ...rest, status, headers, framing: 'length', body: bytes };
}

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };
const PROBLEM_TYPE = { 'Content-Type': 'application/problem+json' };
const LIST = { ...JSON_TYPE, 'X-Count': '1' };
const NOTE = { text: 'a', id: 'n1' };
const problem = (status: number, fields: Record<string, string> = {}, more: object = {}) =>
  answer(status, { ...PROBLEM_TYPE, ...fields }, { type: 'about:blank', title: 'No', status, ...more });

const GET: JudgedRequest = { method: 'GET', headers: [] };
const HEAD: JudgedRequest = { method: 'HEAD', headers: [] };
const POST: JudgedRequest = { method: 'POST', headers: [['Content-Type', 'application/json']] };
const DELETE: JudgedRequest = { method: 'DELETE', headers: [] };
const withField = (request: JudgedRequest, name: string): JudgedRequest => ({ ...request, headers: [[name, 'x']] });

type Case = readonly [what: string, operation: string | undefined, input: Input, JudgedRequest, Answer];

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

const FAULTS: readonly (readonly [...Case, line: RegExp])[] = [
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
  ['500 for a path that is not documented', undefined, 'unknown', GET, problem(500), /^status 500: the server failed$/],
  [
    'another media type',
    'addNote',
    'valid',
    POST,
    answer(201, { 'Content-Type': 'text/html' }, '{}'),
    /^media type is "text\/html"; documented: application\/json$/,
  ],
  ['no media type', 'addNote', 'valid', POST, answer(201, {}, NOTE), /^media type is missing/],
  [
    'a missing header',
    'listNotes',
    'valid',
    GET,
    answer(200, JSON_TYPE, []),
    /^header X-Count is missing; the contract requires it$/,
  ],
  [
    'a header of another type',
    'listNotes',
    'valid',
    GET,
    answer(200, { ...LIST, 'X-Count': 'many' }, []),
    /^header X-Count must be integer, is "many"$/,
  ],
  [
    'a header out of range',
    'listNotes',
    'valid',
    GET,
    answer(200, { ...LIST, 'X-Count': '-1' }, []),
    /^header X-Count must be >= 0, is "-1"$/,
  ],
  [
    'a header with too many members',
    'listNotes',
    'valid',
    GET,
    answer(200, { ...LIST, 'X-Tags': 'a,b,c' }, []),
    /^header X-Tags must NOT have more than 2 items/,
  ],
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
    'HEAD with another media type than GET',
    'getNote',
    'valid',
    HEAD,
    answer(200, { 'Content-Type': 'text/html', 'Content-Length': '9' }),
    /^media type is "text\/html"/,
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
    'HEAD that is refused',
    'getNote',
    'valid',
    HEAD,
    answer(400, { ...PROBLEM_TYPE, 'Content-Length': '9' }),
    /^valid input was refused with 400$/,
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
  ['valid input, refused', 'addNote', 'valid', POST, problem(400), /^valid input was refused with 400$/],
  [
    'invalid input, accepted',
    'addNote',
    'invalid',
    POST,
    answer(201, JSON_TYPE, NOTE),
    /^invalid input was accepted with 201$/,
  ],
];

describe('a fault has exactly one line:', () => {
  for (const [what, operation, input, request, given, line] of FAULTS) {
    test(what, () => {
      const lines = judge(operation, input, request, given);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', line);
    });
  }
});

const AGAINST_HOUSE_RULES: readonly (readonly [...Case, line: RegExp])[] = [
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

test('an operation that the contract does not have is refused by name', () => {
  assert.throws(() => judge('gone', 'valid', GET, answer(200, {})), /no operation gone; it has: listNotes, addNote/);
});

test('a header that both the contract and HTTP demand is missed once', () => {
  const ownJudge = createJudge(loadContract(OWN_CONTRACT));
  const lines = ownJudge('getProfile', 'unknown', GET, problem(401));
  assert.deepEqual(
    lines.filter((line) => line.includes('WWW-Authenticate')),
    ['header WWW-Authenticate is missing; status 401 needs it (RFC 9110, 15.5.2)'],
  );
});

test('every documented example of our own contract is as it must be, and loses no member unnoticed', () => {
  const contract = loadContract(OWN_CONTRACT);
  const { document } = contract;
  const ownJudge = createJudge(contract, { houseRules: true });
  let examples = 0;
  for (const operation of contract.operations) {
    const { responses = {} } = operationObject(document, operation);
    for (const [status, entry] of Object.entries(responses)) {
      const { content = {}, headers = {} } = resolve<Response & { readonly $ref?: string }>(document, entry) ?? {};
      const fields = Object.fromEntries(
        Object.entries(headers).map(([name, header]) => [
          name,
          String(exampleOf(document, resolve(document, header) ?? {})?.value),
        ]),
      );
      for (const [type, media] of Object.entries(content)) {
        // The documented examples of our own bodies are objects.
        const example = exampleOf(document, media)?.value as Readonly<Record<string, unknown>>;
        const request = { method: operation.method, headers: [] };
        const all = { ...fields, ...(status === '415' ? { Accept: 'application/json' } : {}), 'Content-Type': type };
        const say = (body: object) => ownJudge(operation.id, 'unknown', request, answer(Number(status), all, body));
        assert.deepEqual(say(example), status === '500' ? ['status 500: the server failed'] : []);
        examples += 1;
        const [first = ''] = Object.keys(example);
        const lines = say({ ...example, [first]: undefined });
        assert.ok(lines.includes(`body /${first} is missing`), `${operation.id} ${status}: ${lines.join('; ')}`);
      }
    }
  }
  assert.ok(examples > 40, String(examples));
});

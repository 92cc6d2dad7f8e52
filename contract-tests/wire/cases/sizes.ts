import { chunked, inPieces, raw, request } from '../request.ts';
import { asStudent, ended, HEALTH, JSON_TYPE, type Line, LOGIN, MALFORMED, open, PROFILE, table } from './lines.ts';

const LIMIT = 65_536;
const LARGE_LIMIT = 5_242_880;
/** A JSON object of so many bytes, which its schema refuses. */
const object = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
const fields = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: 1\r\n`).join('');
const tooLarge = { status: 413, code: 'body_too_large' } as const;

const bodies: readonly Line[] = [
  [
    'exactly at the limit',
    'row 16',
    request('POST', '/api/auth/login', { headers: JSON_TYPE, body: object(LIMIT) }),
    open(400, { code: 'validation_failed' }),
  ],
  [
    'one byte beyond',
    'row 16',
    request('POST', '/api/auth/login', { headers: JSON_TYPE, body: object(LIMIT + 1) }),
    open(413, { code: 'body_too_large' }),
  ],
  [
    'between the defaults of the two',
    'row 16',
    (world) => request('PUT', PROFILE, { headers: { ...JSON_TYPE, ...asStudent(world) }, body: object(500_000) }),
    open(400, { code: 'validation_failed' }),
  ],
  [
    'a picture of 3.9 MB',
    'row 16',
    (world) =>
      request('PUT', PROFILE, {
        headers: asStudent(world),
        body: { zzz: 1, profilePicture: `data:,${'a'.repeat(3_900_000)}` },
      }),
    open(400, { code: 'validation_failed' }),
  ],
  [
    'a picture that its schema refuses',
    'row 16',
    (world) => request('PUT', PROFILE, { headers: asStudent(world), body: { profilePicture: 'a'.repeat(4_000_001) } }),
    open(400, { code: 'validation_failed' }),
  ],
  [
    'the largest body',
    'row 16',
    (world) => request('PUT', PROFILE, { headers: { ...JSON_TYPE, ...asStudent(world) }, body: object(LARGE_LIMIT) }),
    open(400, { code: 'validation_failed' }),
  ],
  [
    'one byte beyond the largest',
    'rows 16, 17',
    (world) =>
      request('PUT', PROFILE, { headers: { ...JSON_TYPE, ...asStudent(world) }, body: object(LARGE_LIMIT + 1) }),
    tooLarge,
  ],
  [
    'the largest body, chunked',
    'row 16',
    (world) =>
      request('PUT', PROFILE, {
        headers: { ...JSON_TYPE, ...asStudent(world), 'Transfer-Encoding': 'chunked' },
        body: chunked(Array.from({ length: 64 }, () => ' '.repeat(LARGE_LIMIT / 64))),
      }),
    open(400, { code: 'malformed_json' }),
  ],
  [
    'in 64 pieces',
    'TCP keeps no boundaries',
    inPieces(request('POST', '/api/auth/login', { headers: JSON_TYPE, body: object(LIMIT) }), 1030),
    open(400, { code: 'validation_failed' }),
  ],
  [
    'a length that nobody could send',
    'RFC 9110, 8.6',
    raw(`${LOGIN}Content-Length: 9007199254740993\r\n\r\n`),
    tooLarge,
  ],
  [
    'JSON, 256 lists deep',
    'RFC 8259, 9: the deepest that is read',
    request('POST', '/api/auth/login', { headers: JSON_TYPE, body: '['.repeat(256) + ']'.repeat(256) }),
    open(400, { code: 'validation_failed' }),
  ],
  [
    'JSON, 257 lists deep',
    'RFC 8259, 9',
    request('POST', '/api/auth/login', { headers: JSON_TYPE, body: '['.repeat(257) + ']'.repeat(257) }),
    open(400, { code: 'malformed_json' }),
  ],
  [
    'brackets in a text',
    'RFC 8259, 7: they are no levels',
    request('POST', '/api/auth/login', { headers: JSON_TYPE, body: `["\\"${'['.repeat(300)}"]` }),
    open(400, { code: 'validation_failed' }),
  ],
  [
    'JSON, 5,000 lists deep',
    'RFC 8259, 9',
    request('POST', '/api/auth/login', { headers: JSON_TYPE, body: '['.repeat(5000) + ']'.repeat(5000) }),
    open(400, { code: 'malformed_json' }),
  ],
];

const heads: readonly Line[] = [
  ['15 kB', 'row 55', `${HEALTH}X: ${'a'.repeat(15_000)}\r\n\r\n`, open(200)],
  ['18 kB in one field', 'row 55; RFC 6585, 5', `${HEALTH}X: ${'a'.repeat(18_000)}\r\n\r\n`, ended(431)],
  ['18 kB in many fields', 'row 55; RFC 6585, 5', `${HEALTH}${fields(1800)}\r\n`, ended(431)],
  ['990 fields', 'node counts them', `${HEALTH}${fields(990)}\r\n`, open(200)],
  ['1,010 fields', 'row 55; RFC 6585, 5', `${HEALTH}${fields(1010)}\r\n`, ended(431)],
  ['a name of 8 kB', 'RFC 6585, 5', `${HEALTH}${'x'.repeat(8000)}: 1\r\n\r\n`, open(200)],
  ['a name of 20 kB', 'row 55; RFC 6585, 5', `${HEALTH}${'x'.repeat(20_000)}: 1\r\n\r\n`, ended(431)],
  [
    'a token of 10 kB',
    'RFC 6750, 3',
    `GET ${PROFILE} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${'a'.repeat(10_000)}\r\n\r\n`,
    open(401),
  ],
  [
    'a request id of 10 kB',
    'request ids are bounded',
    `${HEALTH}X-Request-Id: ${'a'.repeat(10_000)}\r\n\r\n`,
    open(200),
  ],
  ['a method of 1 kB', 'RFC 9110, 9.1', `${'A'.repeat(1000)} /health HTTP/1.1\r\nHost: a\r\n\r\n`, MALFORMED],
  [
    'trailers of 20 kB',
    'RFC 9112, 7.1.2',
    `${LOGIN}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    ended(431),
  ],
];

export const sizes = [...table('body size', bodies), ...table('head size', heads)];

import { request } from '../request.ts';
import { asStudent, ended, HEALTH, type Line, LOGIN, MALFORMED, open, PROFILE, table } from './lines.ts';

const health = (headers: string) => `${HEALTH}${headers}\r\n`;
const EMPTY_LOGIN = 'Content-Length: 2\r\n\r\n{}';

/** Bytes that a field value must not have (RFC 9110, 5.5), and some that it may. */
const characters: readonly Line[] = [
  ...([0x00, 0x01, 0x07, 0x08, 0x0b, 0x0c, 0x1b, 0x7f] as const).map((code): Line => {
    const hex = code.toString(16).padStart(2, '0');
    return [`byte 0x${hex} in a value`, 'RFC 9110, 5.5', health(`X: a${String.fromCharCode(code)}b\r\n`), MALFORMED];
  }),
  ...([0x00, 0x20, 0x28, 0x2f, 0x40, 0x5b, 0x7f, 0x80, 0xe9] as const).map((code): Line => {
    const hex = code.toString(16).padStart(2, '0');
    return [`byte 0x${hex} in a name`, 'RFC 9110, 5.1', health(`X${String.fromCharCode(code)}Y: 1\r\n`), MALFORMED];
  }),
  ['a tab in a value', 'RFC 9110, 5.5', health('X: a\tb\r\n'), open(200)],
  ['obs-text in a value', 'RFC 9110, 5.5', health('X: \x80\xe9\xff\r\n'), open(200)],
  ['UTF-8 in a request id', 'RFC 9110, 5.5: ours are visible ASCII', health('X-Request-Id: \xc3\xa9\r\n'), open(200)],
];

/** Line ends and the shape of field lines. */
const lineEnds: readonly Line[] = [
  ['an empty line first', 'RFC 9112, 2.2: at least one is skipped', `\r\n${health('')}`, open(200)],
  ['three empty lines first', 'RFC 9112, 2.2', `\r\n\r\n\r\n${health('')}`, open(200)],
  ['a blank first', 'RFC 9112, 3', ` ${health('')}`, MALFORMED],
  ['bare LF everywhere', 'RFC 9112, 2.2: may be refused', 'GET /health HTTP/1.1\nHost: a\n\n', MALFORMED],
  ['bare LF after the request line', 'RFC 9112, 2.2', 'GET /health HTTP/1.1\nHost: a\r\n\r\n', MALFORMED],
  ['bare LF after a field', 'RFC 9112, 2.2', 'GET /health HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n', MALFORMED],
  ['bare LF at the end', 'RFC 9112, 2.2', `${HEALTH}\n`, MALFORMED],
  [
    'a CR alone between fields',
    'RFC 9112, 2.2: must be refused',
    'GET /health HTTP/1.1\r\nHost: a\rX: 1\r\n\r\n',
    MALFORMED,
  ],
  ['a CR alone in a value', 'RFC 9110, 5.5', health('X: a\rb\r\n'), MALFORMED],
  ['CR CR LF', 'RFC 9112, 2.2', 'GET /health HTTP/1.1\r\nHost: a\r\r\n\r\n', MALFORMED],
  ['a folded line with a tab', 'RFC 9112, 5.2: must be refused', health('X: 1\r\n\t2\r\n'), MALFORMED],
  ['a first field that begins with a blank', 'RFC 9112, 2.2', 'GET /health HTTP/1.1\r\n Host: a\r\n\r\n', MALFORMED],
  ['a field without colon', 'RFC 9112, 5', health('X\r\n'), MALFORMED],
  ['a field without name', 'RFC 9112, 5', health(': 1\r\n'), MALFORMED],
  ['a tab before the colon', 'RFC 9112, 5.1', health('X\t: 1\r\n'), MALFORMED],
  ['a field without value', 'RFC 9110, 5.5', health('X:\r\n'), open(200)],
  ['no blank after the colon', 'RFC 9112, 5', health('X:1\r\n'), open(200)],
  [
    'blanks around a value',
    'RFC 9112, 5.1',
    health('X-Request-Id: \t own-id \t\r\n'),
    open(200, { headers: { 'x-request-id': 'own-id' } }),
  ],
];

/** Fields that come twice, and what then counts. */
const repeated: readonly Line[] = [
  ['two Hosts', 'RFC 9112, 3.2: must be refused', health('Host: b\r\n'), ended(400)],
  ['the same Host twice', 'RFC 9112, 3.2: must be refused', health('Host: a\r\n'), ended(400)],
  ['an empty Host', 'RFC 9112, 3.2', 'GET /health HTTP/1.1\r\nHost:\r\n\r\n', open(200)],
  ['a Host that is none', 'RFC 9112, 3.2: must be refused', 'GET /health HTTP/1.1\r\nHost: a b/c\r\n\r\n', ended(400)],
  ['a Host with a user', 'RFC 9110, 7.2', 'GET /health HTTP/1.1\r\nHost: u@a\r\n\r\n', ended(400)],
  ['a Host with a port', 'RFC 9110, 7.2', 'GET /health HTTP/1.1\r\nHost: a:80\r\n\r\n', open(200)],
  ['a Host with a path', 'RFC 9112, 3.2', 'GET /health HTTP/1.1\r\nHost: a/b\r\n\r\n', ended(400)],
  ['a Host with a scheme', 'RFC 9112, 3.2', 'GET /health HTTP/1.1\r\nHost: http://a\r\n\r\n', ended(400)],
  ['a list of Hosts', 'RFC 9112, 3.2', 'GET /health HTTP/1.1\r\nHost: a, b\r\n\r\n', ended(400)],
  ['a Host in brackets', 'RFC 9110, 7.2', 'GET /health HTTP/1.1\r\nHost: [::1]:80\r\n\r\n', open(200)],
  ['the same length twice', 'RFC 9112, 6.3', `${LOGIN}Content-Length: 2\r\n${EMPTY_LOGIN}`, MALFORMED],
  ['a list of equal lengths', 'RFC 9112, 6.3', `${LOGIN}Content-Length: 2, 2\r\n\r\n{}`, MALFORMED],
  [
    'a second type',
    'RFC 9110, 5.3',
    `${LOGIN}Content-Type: text/plain\r\n${EMPTY_LOGIN}`,
    open(400, { code: 'validation_failed' }),
  ],
  [
    'JSON as the second type',
    'RFC 9110, 5.3',
    `POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Type: application/json\r\n${EMPTY_LOGIN}`,
    open(415),
  ],
  [
    'two codings of the body',
    'RFC 9110, 8.4',
    `${LOGIN}Content-Encoding: gzip\r\nContent-Encoding: br\r\n${EMPTY_LOGIN}`,
    open(415),
  ],
  [
    'a good token, then a bad one',
    'RFC 9110, 5.3',
    (world) =>
      request('GET', PROFILE, { headers: [...Object.entries(asStudent(world)), ['Authorization', 'Bearer no']] }),
    open(200),
  ],
  [
    'a bad token, then a good one',
    'RFC 9110, 5.3',
    (world) =>
      request('GET', PROFILE, { headers: [['Authorization', 'Bearer no'], ...Object.entries(asStudent(world))] }),
    open(401),
  ],
  ['two request ids', 'request ids', health('X-Request-Id: a\r\nX-Request-Id: b\r\n'), open(200)],
  [
    'two wishes for a coding',
    'RFC 9110, 5.3: a list',
    'GET /openapi.json HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip;q=0.5\r\nAccept-Encoding: br\r\n\r\n',
    open(200, { headers: { 'content-encoding': 'br' } }),
  ],
];

/** The case of names and schemes means nothing (RFC 9110, 5.1 and 11.1). */
const spelling: readonly Line[] = [
  [
    'names in upper case',
    'RFC 9110, 5.1',
    'POST /api/auth/login HTTP/1.1\r\nHOST: a\r\nCONTENT-TYPE: application/json\r\nCONTENT-LENGTH: 2\r\n\r\n{}',
    open(400, { code: 'validation_failed' }),
  ],
  [
    'names in lower case',
    'RFC 9110, 5.1',
    'POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
    open(400, { code: 'validation_failed' }),
  ],
  [
    'names in any case',
    'RFC 9110, 5.1',
    'POST /api/auth/login HTTP/1.1\r\nhOsT: a\r\ncOnTeNt-TyPe: application/json\r\ncOnTeNt-LeNgTh: 2\r\n\r\n{}',
    open(400, { code: 'validation_failed' }),
  ],
  [
    'a type in upper case',
    'RFC 9110, 8.3.1',
    'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: APPLICATION/JSON\r\nContent-Length: 2\r\n\r\n{}',
    open(400, { code: 'validation_failed' }),
  ],
  ...['bearer', 'BEARER', 'Bearer  '].map(
    (scheme): Line => [
      `the scheme ${JSON.stringify(scheme)}`,
      'RFC 9110, 11.1',
      ({ student }) => request('GET', PROFILE, { headers: { Authorization: `${scheme} ${student.token}` } }),
      open(200),
    ],
  ),
  ['Connection: Close', 'RFC 9110, 7.6.1', health('Connection: Close\r\n'), ended(200)],
  ['Connection with several options', 'RFC 9110, 7.6.1', health('Connection: x, close\r\n'), ended(200)],
  ['Connection: keep-alive', 'RFC 9112, 9.3', health('Connection: keep-alive\r\n'), open(200)],
];

export const heads = table('head', [...characters, ...lineEnds, ...repeated, ...spelling]);

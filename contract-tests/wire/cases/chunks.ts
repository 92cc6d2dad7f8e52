import { gzipSync } from 'node:zlib';
import { chunked, inPieces, more, pipeline, raw, request } from '../request.ts';
import { answers, END, pause } from '../step.ts';
import { ended, JSON_TYPE, type Line, LOGIN, MALFORMED, open, table } from './lines.ts';

const CHUNKED = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
const login = (body: string, coding = 'Transfer-Encoding: chunked\r\n') => `${LOGIN}${coding}\r\n${body}`;
const EMPTY = '2\r\n{}\r\n0\r\n\r\n';
/** The body was read: what is wrong with it is what it says. */
const read = open(400, { code: 'validation_failed' });

const forms: readonly Line[] = [
  [
    'one byte in each',
    'RFC 9112, 7.1',
    request('POST', '/api/auth/login', { headers: CHUNKED, body: chunked(['{', '"', 'a', '"', ':', '1', '}']) }),
    read,
  ],
  [
    'byte by byte',
    'RFC 9112, 7.1',
    inPieces(request('POST', '/api/auth/login', { headers: CHUNKED, body: chunked(['{', '}']) }), 1),
    read,
  ],
  ['upper-case hexadecimal', 'RFC 9112, 7.1', login(`A\r\n{"a":1234}\r\n0\r\n\r\n`), read],
  ['lower-case hexadecimal', 'RFC 9112, 7.1', login(`a\r\n{"a":1234}\r\n0\r\n\r\n`), read],
  ['leading zeros', 'RFC 9112, 7.1', login(`0000002\r\n{}\r\n000\r\n\r\n`), read],
  ['an extension', 'RFC 9112, 7.1.1', login('2;a=b\r\n{}\r\n0;c\r\n\r\n'), read],
  ['a quoted extension', 'RFC 9112, 7.1.1', login('2;a="b;c"\r\n{}\r\n0\r\n\r\n'), read],
  ['extensions of 20 kB', 'RFC 9112, 7.1.1: bounded', login(`2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`), ended(413)],
  ['a trailer', 'RFC 9112, 7.1.2', login('2\r\n{}\r\n0\r\nX: 1\r\n\r\n'), read],
  [
    'a trailer that would be a length',
    'RFC 9110, 6.5.1: must not count',
    login('2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n'),
    MALFORMED,
  ],
  [
    'a trailer that would be a token',
    'RFC 9110, 6.5.1',
    ({ student }) =>
      raw(
        `GET /api/auth/profile HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: Bearer ${student.token}\r\n\r\n`,
      ),
    open(401),
  ],
  ['an empty body', 'RFC 9112, 7.1', login('0\r\n\r\n'), open(400, { code: 'malformed_json' })],
  [
    'a pause between them',
    'TCP keeps no boundaries',
    [raw(login('1\r\n{\r\n')), pause(20), more('1\r\n}\r\n'), pause(20), more('0\r\n\r\n'), answers(1)],
    read,
  ],
  [
    'a broken one behind an answer',
    'RFC 9112, 7.1: one request, one answer',
    [
      raw('POST /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'),
      answers(1),
      more('zz\r\n'),
      END,
    ],
    { status: 404, answers: 1, connection: 'ended' },
  ],
  [
    'a request behind them',
    'RFC 9112, 9.3.2',
    pipeline(raw(login(EMPTY)), request('GET', '/health')),
    [{ status: 400 }, { status: 200 }],
  ],
  [
    'compressed',
    'row 18',
    request('POST', '/api/auth/login', {
      headers: { ...CHUNKED, 'Content-Encoding': 'gzip' },
      body: chunkedBytes(gzipSync('{}')),
    }),
    read,
  ],
  [
    'beyond the limit, whole',
    'row 17',
    request('POST', '/api/auth/login', { headers: CHUNKED, body: chunked(['x'.repeat(65_537)]) }),
    open(413),
  ],
  [
    'exactly at the limit',
    'row 16',
    request('POST', '/api/auth/login', { headers: CHUNKED, body: chunked([`{"a":"${'x'.repeat(65_528)}"}`]) }),
    read,
  ],
  ['on GET', 'row 20', `GET /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${EMPTY}`, open(200)],
];

const broken: readonly Line[] = [
  ['a size that is no number', 'RFC 9112, 7.1', login('x\r\n'), MALFORMED],
  ['a size with a sign', 'RFC 9112, 7.1', login('+2\r\n{}\r\n0\r\n\r\n'), MALFORMED],
  ['a negative size', 'RFC 9112, 7.1', login('-2\r\n{}\r\n0\r\n\r\n'), MALFORMED],
  ['a size with 0x', 'RFC 9112, 7.1', login('0x2\r\n{}\r\n0\r\n\r\n'), MALFORMED],
  [
    'a size beyond 64 bits',
    'RFC 9112, 7.1: parsers overflow',
    login('10000000000000002\r\n{}\r\n0\r\n\r\n'),
    MALFORMED,
  ],
  [
    'a size of 64 bits',
    'RFC 9112, 7.1',
    [raw(login(`fffffffffffffff\r\n${'x'.repeat(70_000)}`)), answers(1)],
    open(413),
  ],
  ['no size', 'RFC 9112, 7.1', login('\r\n{}\r\n0\r\n\r\n'), MALFORMED],
  ['a blank before the size', 'RFC 9112, 7.1', login(' 2\r\n{}\r\n0\r\n\r\n'), MALFORMED],
  ['a blank behind the size', 'RFC 9112, 7.1', login('2 \r\n{}\r\n0\r\n\r\n'), MALFORMED],
  ['a size ended by LF', 'RFC 9112, 7.1', login('2\n{}\r\n0\r\n\r\n'), MALFORMED],
  ['data longer than its size', 'RFC 9112, 7.1', login('1\r\n{}\r\n0\r\n\r\n'), MALFORMED],
  ['data ended by LF', 'RFC 9112, 7.1', login('2\r\n{}\n0\r\n\r\n'), MALFORMED],
  ['an extension with a control byte', 'RFC 9112, 7.1.1', login('2;a=\x00\r\n{}\r\n0\r\n\r\n'), MALFORMED],
  ['an extension with a bare LF', 'RFC 9112, 7.1.1: smuggling', login('2;a\nb\r\n{}\r\n0\r\n\r\n'), MALFORMED],
  ['a trailer without colon', 'RFC 9112, 7.1.2', login('2\r\n{}\r\n0\r\nX\r\n\r\n'), MALFORMED],
];

export const chunks = [...table('chunks', forms), ...table('chunks', broken)];

function chunkedBytes(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n0\r\n\r\n')]);
}

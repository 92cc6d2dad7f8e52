import { raw } from '../request.ts';
import { answers } from '../step.ts';
import { ended, type Line, LOGIN, MALFORMED, open, table } from './lines.ts';

const login = (body: string, coding: string) => `${LOGIN}${coding}\r\n${body}`;
const EMPTY = '2\r\n{}\r\n0\r\n\r\n';
const read = open(400, { code: 'validation_failed' });

/** What Transfer-Encoding and Content-Length say together; readers that disagree can be made to see two requests (RFC 9112, 11.2). */
const codings: readonly Line[] = [
  ['CHUNKED', 'RFC 9112, 7', login(EMPTY, 'Transfer-Encoding: CHUNKED\r\n'), read],
  ['identity', 'RFC 9112, 6.1: unknown', login(EMPTY, 'Transfer-Encoding: identity\r\n'), MALFORMED],
  ['gzip', 'RFC 9112, 6.3: no end in sight', login(EMPTY, 'Transfer-Encoding: gzip\r\n'), MALFORMED],
  [
    'gzip, chunked',
    'RFC 9112, 6.1: 501 for what is not undone',
    login(EMPTY, 'Transfer-Encoding: gzip, chunked\r\n'),
    ended(501),
  ],
  ['chunked, gzip', 'RFC 9112, 6.3', login(EMPTY, 'Transfer-Encoding: chunked, gzip\r\n'), MALFORMED],
  ['chunked, identity', 'RFC 9112, 6.3', login(EMPTY, 'Transfer-Encoding: chunked, identity\r\n'), MALFORMED],
  [
    'chunked, chunked',
    'RFC 9112, 7: at most once',
    login(EMPTY, 'Transfer-Encoding: chunked, chunked\r\n'),
    ended(400),
  ],
  [
    'chunked in two fields',
    'RFC 9112, 7: at most once',
    login(EMPTY, 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'),
    ended(400),
  ],
  ['xchunked', 'RFC 9112, 6.1', login(EMPTY, 'Transfer-Encoding: xchunked\r\n'), MALFORMED],
  ['chunked in quotes', 'RFC 9112, 6.1', login(EMPTY, 'Transfer-Encoding: "chunked"\r\n'), MALFORMED],
  ['chunked with a parameter', 'RFC 9112, 7: has none', login(EMPTY, 'Transfer-Encoding: chunked;q=1\r\n'), MALFORMED],
  ['a tab before chunked', 'RFC 9112, 5.1', login(EMPTY, 'Transfer-Encoding:\tchunked\r\n'), read],
  [
    'a control byte before chunked',
    'RFC 9110, 5.5: smuggling',
    login(EMPTY, 'Transfer-Encoding: \x0bchunked\r\n'),
    MALFORMED,
  ],
  ['nothing', 'RFC 9112, 6.1', login(EMPTY, 'Transfer-Encoding:\r\n'), MALFORMED],
  [
    'a length before chunked',
    'RFC 9112, 6.3: smuggling',
    login(EMPTY, 'Content-Length: 12\r\nTransfer-Encoding: chunked\r\n'),
    MALFORMED,
  ],
  [
    'a length behind chunked',
    'RFC 9112, 6.3: smuggling',
    login(EMPTY, 'Transfer-Encoding: chunked\r\nContent-Length: 12\r\n'),
    MALFORMED,
  ],
  [
    'a length of 0 and chunked',
    'RFC 9112, 6.3: smuggling',
    login(EMPTY, 'Content-Length: 0\r\nTransfer-Encoding: chunked\r\n'),
    MALFORMED,
  ],
  [
    'chunked on HTTP/1.0',
    'RFC 9112, 6.1: faulty framing',
    `POST /api/auth/login HTTP/1.0\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${EMPTY}`,
    ended(400),
  ],
  ...['+2', '0x2', '2.0', '2e0', '2 2', '2;', '-0', '18446744073709551618'].map(
    (length): Line => [`length ${length}`, 'RFC 9110, 8.6', login('{}', `Content-Length: ${length}\r\n`), MALFORMED],
  ),
  ['length 02', 'RFC 9110, 8.6: digits', login('{}', 'Content-Length: 02\r\n'), read],
  ['an empty length', 'RFC 9110, 8.6', login('{}', 'Content-Length:\r\n'), MALFORMED],
  [
    'a length that is too short',
    'RFC 9112, 6.3: the rest is another request',
    [raw(login('{}', 'Content-Length: 1\r\n')), answers(2)],
    [{ code: 'malformed_json' }, { status: 400, body: '' }],
  ],
];

export const transferCodings = table('transfer coding', codings);

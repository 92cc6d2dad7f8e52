import { more, raw, request } from '../request.ts';
import { answers, pause } from '../step.ts';
import { ended, JSON_TYPE, type Line, LOGIN, open, PROFILE, table } from './lines.ts';

/** Clients that take their time, in bounds. */
const slow: readonly Line[] = [
  [
    'a head',
    'RFC 9112, 9.5',
    [
      raw('GET /health HT'),
      pause(150),
      more('TP/1.1\r\nHo'),
      pause(150),
      more('st: a\r\n'),
      pause(150),
      more('\r\n'),
      answers(1),
    ],
    open(200),
  ],
  [
    'a body',
    'RFC 9112, 9.5',
    [raw(`${LOGIN}Content-Length: 2\r\n\r\n`), pause(150), more('{'), pause(150), more('}'), answers(1)],
    open(400, { code: 'validation_failed' }),
  ],
  [
    'a body that is refused before its end',
    'row 17',
    [
      raw(`${LOGIN}Content-Length: 70000\r\n\r\n`),
      answers(1),
      more('x'.repeat(35_000)),
      pause(150),
      more('x'.repeat(35_000)),
      request('GET', '/health'),
      answers(2),
    ],
    [{ status: 413, code: 'body_too_large' }, { status: 200 }],
  ],
  [
    'a body behind a token that is refused',
    'row 27',
    [
      request('PUT', PROFILE, { headers: { ...JSON_TYPE, 'Content-Length': '4' } }),
      answers(1),
      pause(100),
      more('{"a"'),
      request('GET', '/health'),
      answers(2),
    ],
    [{ status: 401 }, { status: 200 }],
  ],
  [
    'the end of a head that is refused',
    'RFC 9112, 9.6',
    [raw('GET /health HTTP/1.1\r\nHost : a\r\n'), answers(1)],
    ended(400),
  ],
];

export const slowClients = table('slow', slow);

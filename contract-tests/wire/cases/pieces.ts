import { chunked, inPieces, more, raw, request } from '../request.ts';
import type { Send, Step } from '../step.ts';
import { answers, pause } from '../step.ts';
import { JSON_TYPE, type Line, open, table } from './lines.ts';

const HEAD = Buffer.from('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
const LOGIN = request('POST', '/api/auth/login', { headers: JSON_TYPE, body: '{"email":"é"}' });
const CHUNKED = request('POST', '/api/auth/login', {
  headers: { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' },
  body: chunked(['{', '}'], 'X: 1\r\n'),
});

/** Every place at which a short head can be cut in two, on a connection each. */
const cuts: readonly Line[] = Array.from({ length: HEAD.length - 1 }, (_, index) => {
  const at = index + 1;
  const steps = [raw(HEAD.subarray(0, at), ['GET']), pause(1), more(HEAD.subarray(at)), answers(1)];
  return [`cut behind byte ${at}`, 'TCP keeps no boundaries', steps, open(200)];
});

/** The same for longer requests, one after the other on one connection. */
const everywhere: readonly Line[] = [
  [
    'a request with a body, cut at every byte',
    'TCP keeps no boundaries; RFC 9112, 9.3',
    cutEverywhere(LOGIN),
    { code: 'validation_failed', connection: 'open' },
  ],
  [
    'a chunked request, cut at every byte',
    'TCP keeps no boundaries; RFC 9112, 7.1',
    cutEverywhere(CHUNKED),
    { code: 'validation_failed', connection: 'open' },
  ],
  [
    'a preflight, cut at every byte',
    'TCP keeps no boundaries',
    cutEverywhere(
      request('OPTIONS', '/health', {
        headers: { Origin: 'http://localhost:5173', 'Access-Control-Request-Method': 'GET' },
      }),
    ),
    { status: 204, connection: 'open' },
  ],
  ...[1, 2, 3, 5, 13].flatMap((size): Line[] => [
    [`a head in pieces of ${size}`, 'TCP keeps no boundaries', inPieces(raw(HEAD), size), open(200)],
    [
      `a body in pieces of ${size}`,
      'TCP keeps no boundaries',
      inPieces(LOGIN, size),
      open(400, { code: 'validation_failed' }),
    ],
    [
      `a refused head in pieces of ${size}`,
      'TCP keeps no boundaries',
      inPieces(raw('GET /health HTTP/1.1\r\nHost : a\r\n\r\n'), size),
      { status: 400, answers: 1, connection: 'ended' },
    ],
  ]),
];

export const pieces = table('pieces', [...cuts, ...everywhere]);

/** Behind the request line: the runner names the case in the line that follows it. */
function cutEverywhere({ bytes, requests }: Send): readonly Step[] {
  const start = bytes.indexOf('\r\n') + 2;
  return Array.from({ length: bytes.length - start }, (_, index): Step[] => [
    { kind: 'send', bytes: bytes.subarray(0, start + index), requests },
    more(bytes.subarray(start + index)),
    answers(index + 1),
  ]).flat();
}

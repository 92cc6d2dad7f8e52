import { pipeline, raw, request } from '../request.ts';
import { answers, CLOSE, END, HALF_CLOSE, pause, RESET } from '../step.ts';
import { asStudent, HEALTH, type Line, LOGIN, table } from './lines.ts';

const health = request('GET', '/health');
const nothing = request('GET', '/nothing');
const login = request('POST', '/api/auth/login', { body: {} });

/** A client that leaves: nothing is to be answered, and the server goes on. */
const leaving: readonly Line[] = [
  ['within the request line', 'RFC 9112, 8', [raw('GET /hea'), CLOSE], { answers: 0 }],
  ['within a field', 'RFC 9112, 8', [raw(`${HEALTH}X: 1`), CLOSE], { answers: 0 }],
  ['before the end of the head', 'RFC 9112, 8', [raw(HEALTH), RESET], { answers: 0 }],
  ['within a body', 'RFC 9112, 8', [raw(`${LOGIN}Content-Length: 100\r\n\r\n{`), pause(5), CLOSE], { answers: 0 }],
  [
    'within a body, by reset',
    'RFC 9112, 8',
    [raw(`${LOGIN}Content-Length: 100\r\n\r\n{`), pause(5), RESET],
    { answers: 0 },
  ],
  [
    'within a chunk',
    'RFC 9112, 8',
    [raw(`${LOGIN}Transfer-Encoding: chunked\r\n\r\n5\r\n{`), pause(5), CLOSE],
    { answers: 0 },
  ],
  [
    'between chunks',
    'RFC 9112, 8',
    [raw(`${LOGIN}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`), pause(5), RESET],
    { answers: 0 },
  ],
  ['after one of two answers', 'RFC 9112, 9.5', [health, answers(1), raw('GET /'), CLOSE], { status: 200, answers: 1 }],
  ['without a word', 'RFC 9112, 9.5', [pause(5), CLOSE], { answers: 0 }],
];

/** A client that has said all, and still listens (RFC 9112, 9.6). */
const halfClosed: readonly Line[] = [
  ['behind a request', 'RFC 9112, 9.6', [health, HALF_CLOSE, answers(1), END], { status: 200, answers: 1 }],
  ['behind a request with a body', 'RFC 9112, 9.6', [login, HALF_CLOSE, answers(1), END], { status: 400, answers: 1 }],
  [
    'behind three requests',
    'RFC 9112, 9.6',
    [pipeline(health, nothing, login), HALF_CLOSE, answers(3), END],
    [{ status: 200 }, { status: 404 }, { status: 400 }],
  ],
  [
    'behind a slow one',
    'RFC 9112, 9.6',
    (world) => [
      request('POST', '/api/ai/generate', {
        headers: asStudent(world),
        body: { prompt: 'We go. '.repeat(100), type: 'suggestion' },
      }),
      HALF_CLOSE,
      answers(1),
      END,
    ],
    { status: 200, answers: 1 },
  ],
  ['after an answer', 'RFC 9112, 9.6', [health, answers(1), HALF_CLOSE, END], { status: 200, answers: 1 }],
  ['before any request', 'RFC 9112, 9.6', [HALF_CLOSE, END], { answers: 0 }],
  ['within a head', 'RFC 9112, 8: incomplete', [raw(HEALTH), HALF_CLOSE, END], { status: 400, answers: 1 }],
  [
    'within a body',
    'RFC 9112, 8: incomplete',
    [raw(`${LOGIN}Content-Length: 100\r\n\r\n{`), HALF_CLOSE, END],
    { status: 400, answers: 1 },
  ],
  [
    'within a chunk',
    'RFC 9112, 8: incomplete',
    [raw(`${LOGIN}Transfer-Encoding: chunked\r\n\r\n5\r\n{`), HALF_CLOSE, END],
    { status: 400, answers: 1 },
  ],
];

export const leavings = [...table('leaves', leaving), ...table('half-close', halfClosed)];

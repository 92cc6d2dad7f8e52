import { chunked, pipeline, raw, request } from '../request.ts';
import { answers, END, pause } from '../step.ts';
import { asStudent, HEALTH, JSON_TYPE, type Line, LOGIN, open, PROFILE, table } from './lines.ts';

const health = request('GET', '/health');
const nothing = request('GET', '/nothing');
const login = request('POST', '/api/auth/login', { body: {} });
const CLOSING = request('GET', '/health', { headers: { Connection: 'close' } });

/** Answers come in the order of requests (RFC 9112, 9.3.2), whatever each of them costs. */
const order: readonly Line[] = [
  [
    'a slow one, then quick ones',
    'RFC 9112, 9.3.2',
    (world) =>
      pipeline(
        request('POST', '/api/ai/generate', {
          headers: asStudent(world),
          body: { prompt: 'We go. '.repeat(200), type: 'analysis' },
        }),
        health,
        nothing,
      ),
    [{ status: 200 }, { status: 200 }, { status: 404 }],
  ],
  ['bodies', 'RFC 9112, 9.3.2', pipeline(login, login, login), [{ status: 400 }, { status: 400 }, { status: 400 }]],
  [
    'bodies in both framings',
    'RFC 9112, 9.3.2',
    pipeline(
      login,
      request('POST', '/api/auth/login', {
        headers: { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' },
        body: chunked(['{}']),
      }),
      health,
    ),
    [{ status: 400 }, { status: 400 }, { status: 200 }],
  ],
  [
    'HEAD among others',
    'RFC 9110, 9.3.2',
    pipeline(health, request('HEAD', '/health'), request('HEAD', '/nothing'), health),
    [{ status: 200 }, { status: 200, body: '' }, { status: 404, body: '' }, { status: 200 }],
  ],
  [
    'OPTIONS among others',
    'RFC 9110, 9.3.7',
    pipeline(request('OPTIONS', '/health'), health),
    [{ status: 204, body: '' }, { status: 200 }],
  ],
  [
    'refusals of every kind',
    'the order of refusals',
    pipeline(
      nothing,
      request('PATCH', '/health'),
      request('GET', PROFILE),
      request('POST', '/api/auth/login'),
      login,
      health,
    ),
    [{ status: 404 }, { status: 405 }, { status: 401 }, { status: 415 }, { status: 400 }, { status: 200 }],
  ],
  [
    'a refused body, then a request',
    'row 17; RFC 9112, 9.3',
    pipeline(request('POST', '/api/auth/login', { headers: JSON_TYPE, body: 'x'.repeat(70_000) }), health),
    [{ status: 413 }, { status: 200 }],
  ],
  [
    'an unread body, then a request',
    'row 2; RFC 9112, 9.3',
    pipeline(
      request('POST', '/nothing', { headers: JSON_TYPE, body: '{}' }),
      request('GET', PROFILE, { body: 'x' }),
      health,
    ),
    [{ status: 404 }, { status: 401 }, { status: 200 }],
  ],
  [
    'an empty line between them',
    'RFC 9112, 2.2: skipped',
    pipeline(health, raw('\r\n'), health),
    [{ status: 200 }, { status: 200 }],
  ],
  [
    'thirty in one packet',
    'RFC 9112, 9.3.2',
    pipeline(...Array.from({ length: 30 }, () => health)),
    { status: 200, answers: 30, connection: 'open' },
  ],
  [
    'compressed answers',
    'row 61',
    pipeline(
      request('GET', '/openapi.json', { headers: { 'Accept-Encoding': 'br' } }),
      request('GET', '/openapi.json', { headers: { 'Accept-Encoding': 'gzip' } }),
      health,
    ),
    [{ headers: { 'content-encoding': 'br' } }, { headers: { 'content-encoding': 'gzip' } }, { status: 200 }],
  ],
];

/** What is behind the last request that counts. */
const last: readonly Line[] = [
  [
    'garbage behind a request',
    'RFC 9112, 9.3.2: the request has its answer first',
    [pipeline(health, raw('garbage\r\n\r\n')), answers(2), END],
    [{ status: 200 }, { status: 400 }],
  ],
  [
    'garbage behind a body',
    'RFC 9112, 9.3.2',
    [pipeline(login, raw('garbage\r\n\r\n')), answers(2), END],
    [{ status: 400 }, { status: 400 }],
  ],
  [
    'a broken chunk behind a request',
    'RFC 9112, 9.3.2',
    [pipeline(health, raw(`${LOGIN}Transfer-Encoding: chunked\r\n\r\nzz\r\n`)), answers(2), END],
    [{ status: 200 }, { status: 400, body: '' }],
  ],
  [
    'a broken chunk behind three requests',
    'RFC 9112, 9.3.2',
    [pipeline(nothing, login, health, raw(`${LOGIN}Transfer-Encoding: chunked\r\n\r\nzz\r\n`)), answers(4), END],
    [{ status: 404 }, { status: 400 }, { status: 200 }, { status: 400, body: '' }],
  ],
  [
    'a head that is too large behind a request',
    'RFC 9112, 9.3.2',
    [pipeline(health, raw(`${HEALTH}X: ${'a'.repeat(20_000)}\r\n\r\n`)), answers(2), END],
    [{ status: 200 }, { status: 431 }],
  ],
  [
    'two Hosts behind a request',
    'RFC 9112, 3.2 and 9.3.2',
    [pipeline(health, raw(`${HEALTH}Host: b\r\n\r\n`)), answers(2), END],
    [{ status: 200 }, { status: 400 }],
  ],
  [
    'a request behind one that is refused for its head',
    'RFC 9112, 9.6',
    [pipeline(raw(`${HEALTH}Host: b\r\n\r\n`), health), END],
    { status: 400, answers: 1 },
  ],
  [
    'a request behind Connection: close',
    'RFC 9112, 9.6: ignored',
    [pipeline(CLOSING, nothing), END],
    { status: 200, answers: 1 },
  ],
  [
    'Connection: close as the last of three',
    'RFC 9112, 9.6',
    [pipeline(health, nothing, CLOSING), END],
    [{ status: 200 }, { status: 404 }, { status: 200, headers: { connection: 'close' } }],
  ],
  [
    'Connection: close with a refusal',
    'RFC 9112, 9.6',
    [pipeline(request('GET', '/nothing', { headers: { Connection: 'close' } }), health), END],
    { status: 404, answers: 1 },
  ],
];

const kept: readonly Line[] = [
  [
    'a hundred requests, one after the other',
    'RFC 9112, 9.3',
    Array.from({ length: 100 }, (_, index) => [
      index % 3 === 0 ? login : index % 3 === 1 ? health : nothing,
      answers(index + 1),
    ]).flat(),
    { answers: 100, connection: 'open' },
  ],
  [
    'a request after a pause',
    'RFC 9112, 9.3',
    [health, answers(1), pause(300), nothing, answers(2)],
    [open(200), open(404)],
  ],
];

export const pipelining = [...table('pipeline', [...order, ...last]), ...table('kept', kept)];

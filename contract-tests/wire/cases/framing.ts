import type { WireCase } from '../case.ts';
import { inPieces, pipeline, raw, request } from '../request.ts';
import type { World } from '../world.ts';

const LOGIN = 'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

const bytes = (
  name: string,
  why: string,
  message: string,
  expect: NonNullable<WireCase<World>['expect']>,
): WireCase<World> => ({
  name: `framing: ${name}`,
  why,
  steps: raw(message),
  expect,
});

/** HTTP/1.1 framing: what node's parser refuses, lets through, and what comes in pieces. */
export const framing: readonly WireCase<World>[] = [
  bytes('garbage', 'row 55; RFC 9112, 2.2', 'garbage\r\n\r\n', { status: 400, connection: 'ended' }),
  bytes('no Host', 'RFC 9112, 3.2', 'GET /health HTTP/1.1\r\n\r\n', { status: 400 }),
  bytes(
    'a head of 20 kB',
    'row 55; RFC 6585, 5',
    `GET /health HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    {
      status: 431,
      connection: 'ended',
    },
  ),
  bytes('a negative length', 'RFC 9112, 6.3', `${LOGIN}Content-Length: -1\r\n\r\n`, {
    status: 400,
    connection: 'ended',
  }),
  bytes('two lengths', 'RFC 9112, 6.3', `${LOGIN}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`, { status: 400 }),
  bytes(
    'both framings',
    'RFC 9112, 6.1',
    `${LOGIN}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    {
      status: 400,
    },
  ),
  bytes('a folded line', 'RFC 9112, 5.2', 'GET /health HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n', { status: 400 }),
  bytes('a space before the colon', 'RFC 9112, 5.1', 'GET /health HTTP/1.1\r\nHost : a\r\n\r\n', { status: 400 }),
  bytes('CONNECT', 'RFC 9110, 9.3.6', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n', { status: 405, connection: 'ended' }),
  bytes(
    'a broken chunk behind an unknown path',
    'RFC 9112, 7.1: one answer, not two',
    'POST /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    { status: 400, answers: 1, connection: 'ended' },
  ),
  bytes(
    'a broken chunk behind an operation',
    'RFC 9112, 7.1: one answer, not two',
    `${LOGIN}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    { status: 400, answers: 1, connection: 'ended' },
  ),
  bytes('chunks', 'RFC 9112, 7.1', `${LOGIN}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`, {
    status: 400,
    code: 'validation_failed',
    connection: 'open',
  }),
  bytes(
    'chunks beyond the limit, unfinished',
    'row 17',
    `${LOGIN}Transfer-Encoding: chunked\r\n\r\n11170\r\n${'x'.repeat(70_000)}`,
    {
      status: 413,
    },
  ),
  bytes(
    'a broken gzip, unfinished',
    'row 18',
    `${LOGIN}Content-Encoding: gzip\r\nContent-Length: 1000\r\n\r\nnotgzip`,
    {
      status: 400,
      code: 'malformed_request',
    },
  ),
  bytes(
    'a broken brotli, unfinished',
    'row 18',
    `${LOGIN}Content-Encoding: br\r\nContent-Length: 1000\r\n\r\nnotbrotli`,
    {
      status: 400,
      code: 'malformed_request',
    },
  ),
  {
    name: 'framing: byte by byte',
    why: 'TCP keeps no boundaries',
    steps: inPieces(request('POST', '/api/auth/login', { body: {} }), 7),
    expect: { status: 400, code: 'validation_failed' },
  },
  {
    name: 'framing: three requests in one packet',
    why: 'RFC 9112, 9.3.2',
    steps: pipeline(request('GET', '/health'), request('GET', '/nothing'), request('GET', '/ready')),
    expect: [{ status: 200 }, { status: 404 }, { status: 200 }],
  },
  {
    name: 'framing: a request after a refused body',
    why: 'row 2: the connection goes on',
    steps: pipeline(
      request('POST', '/api/auth/login', { headers: { 'Content-Type': 'application/json' }, body: '{' }),
      request('GET', '/health'),
    ),
    expect: [{ status: 400 }, { status: 200 }],
  },
];

import type { WireCase } from '../case.ts';
import { more, raw, request } from '../request.ts';
import { answers, interim, pause } from '../step.ts';
import type { World } from '../world.ts';
import { asStudent, JSON_TYPE, type Line, PROFILE, table } from './lines.ts';

const EXPECT = { Expect: '100-continue' };

/** Sends a head that announces `bytes` and waits for the final answer; the body is never sent. */
const refused = (
  name: string,
  status: number,
  method: string,
  path: string,
  headers: Record<string, string> | ((world: World) => Record<string, string>),
): Line => [
  name,
  'RFC 9110, 10.1.1: the final answer at once',
  (world) => [
    request(method, path, {
      headers: { 'Content-Length': '2', ...EXPECT, ...(typeof headers === 'function' ? headers(world) : headers) },
    }),
    answers(1),
  ],
  { status, answers: 1, interim: [], connection: 'ended', headers: { connection: 'close' } },
];

const invited = (
  name: string,
  headers: Record<string, string>,
  body: string,
  expect: NonNullable<WireCase['expect']>,
): Line => [
  name,
  'RFC 9110, 10.1.1',
  [request('POST', '/api/auth/login', { headers: { ...JSON_TYPE, ...headers } }), interim(1), more(body), answers(1)],
  expect,
];

const read = { status: 400, code: 'validation_failed', answers: 1, interim: [100], connection: 'open' } as const;

const lines: readonly Line[] = [
  invited('and a body', { ...EXPECT, 'Content-Length': '2' }, '{}', read),
  invited('and chunks', { ...EXPECT, 'Transfer-Encoding': 'chunked' }, '2\r\n{}\r\n0\r\n\r\n', read),
  invited('in upper case', { Expect: '100-CONTINUE', 'Content-Length': '2' }, '{}', read),
  invited('and broken JSON', { ...EXPECT, 'Content-Length': '2' }, '{a', { ...read, code: 'malformed_json' }),
  invited(
    'and chunks beyond the limit',
    { ...EXPECT, 'Transfer-Encoding': 'chunked' },
    `11170\r\n${'x'.repeat(70_000)}\r\n0\r\n\r\n`,
    { ...read, status: 413, code: 'body_too_large' },
  ),
  refused('and an unknown path', 404, 'POST', '/nothing', JSON_TYPE),
  refused('and a method that the path does not have', 405, 'PATCH', PROFILE, JSON_TYPE),
  refused('and no token', 401, 'PUT', PROFILE, JSON_TYPE),
  refused('and a bad token', 401, 'PUT', PROFILE, { ...JSON_TYPE, Authorization: 'Bearer no' }),
  refused('and no type', 415, 'POST', '/api/auth/login', {}),
  refused('and an unknown coding', 415, 'POST', '/api/auth/login', { ...JSON_TYPE, 'Content-Encoding': 'zstd' }),
  refused('and a body that is too large', 413, 'POST', '/api/auth/login', { ...JSON_TYPE, 'Content-Length': '65537' }),
  refused('and the largest body that is too large', 413, 'PUT', PROFILE, (world) => ({
    ...JSON_TYPE,
    ...asStudent(world),
    'Content-Length': String(5_242_881),
  })),
  refused('on GET', 200, 'GET', '/health', {}),
  refused('on GET without a token', 401, 'GET', PROFILE, {}),
  ['without a body', 'RFC 9110, 10.1.1', request('GET', '/health', { headers: EXPECT }), { status: 200, interim: [] }],
  [
    'on HEAD',
    'RFC 9110, 10.1.1',
    request('HEAD', '/health', { headers: EXPECT }),
    { status: 200, interim: [], body: '' },
  ],
  [
    'on HTTP/1.0',
    'RFC 9110, 10.1.1: must be ignored',
    request('POST', '/api/auth/login', { version: 'HTTP/1.0', headers: { ...JSON_TYPE, ...EXPECT }, body: '{}' }),
    { status: 400, code: 'validation_failed', interim: [] },
  ],
  [
    'and a body that does not wait',
    'RFC 9110, 10.1.1',
    request('POST', '/api/auth/login', { headers: { ...JSON_TYPE, ...EXPECT }, body: '{}' }),
    { status: 400, code: 'validation_failed' },
  ],
  [
    'and a body after a while',
    'RFC 9110, 10.1.1: the client need not wait for ever',
    [
      request('POST', '/api/auth/login', { headers: { ...JSON_TYPE, ...EXPECT, 'Content-Length': '2' } }),
      interim(1),
      pause(50),
      more('{'),
      pause(20),
      more('}'),
      answers(1),
    ],
    read,
  ],
  [
    'twice on one connection',
    'RFC 9110, 10.1.1',
    [
      request('POST', '/api/auth/login', { headers: { ...JSON_TYPE, ...EXPECT, 'Content-Length': '2' } }),
      interim(1),
      more('{}'),
      answers(1),
      request('POST', '/api/auth/login', { headers: { ...JSON_TYPE, ...EXPECT, 'Content-Length': '2' } }),
      interim(2),
      more('{}'),
      answers(2),
    ],
    { ...read, answers: 2 },
  ],
  [
    'and what nobody knows',
    'RFC 9110, 10.1.1: may be ignored',
    raw(
      'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n{}',
    ),
    { status: 400, code: 'validation_failed', interim: [] },
  ],
];

export const expectations = table('expect', lines);

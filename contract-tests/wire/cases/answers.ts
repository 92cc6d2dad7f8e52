import { gzipSync } from 'node:zlib';
import type { WireCase } from '../case.ts';
import { request } from '../request.ts';
import type { World } from '../world.ts';

const ORIGIN = { Origin: 'http://localhost:5173' };
const JSON_TYPE = { 'Content-Type': 'application/json' };
const bearer = ({ student }: World) => ({ Authorization: `Bearer ${student.token}` });

const get = (
  name: string,
  path: string,
  why: string,
  headers: Record<string, string>,
  expect: NonNullable<WireCase<World>['expect']> = { status: 200 },
): WireCase<World> => ({ name: `answer: ${name}`, why, steps: request('GET', path, { headers }), expect });

const head = (path: string): WireCase<World> => ({
  name: `answer: HEAD ${path}`,
  why: 'row 43; RFC 9110, 9.3.2',
  steps: request('HEAD', path),
  expect: { status: 200, body: '' },
});

/** Answers that succeed: their heads, codings and connections. */
export const answers: readonly WireCase<World>[] = [
  get('health', '/health', 'rows 50 to 53', {}),
  get('ready', '/ready', 'rows 50 to 53', {}),
  get('documentation', '/docs', 'principle: both serve it', {}),
  get('its script', '/docs/start.js', 'principle: both serve it', {}),
  get('its problems', '/docs/problems', 'principle: both serve it', {}),
  get('contract', '/openapi.json', 'rows 61, 62', {}),
  ...['gzip', 'br', 'deflate', '*', 'gzip;q=0, *', 'x-gzip', 'zstd', 'identity;q=0', 'br;q=0.1, gzip'].map((coding) =>
    get(`contract as ${coding}`, '/openapi.json', 'row 61; RFC 9110, 12.5.3', { 'Accept-Encoding': coding }),
  ),
  get('a small one, compression wanted', '/health', 'row 62', { 'Accept-Encoding': 'gzip' }),
  get('If-None-Match: *', '/health', 'row 49', { 'If-None-Match': '*' }),
  get('If-Modified-Since', '/docs', 'row 48', { 'If-Modified-Since': 'Fri, 01 Jan 2038 00:00:00 GMT' }),
  get('a range', '/docs', 'RFC 9110, 14.2: may be ignored', { Range: 'bytes=0-9' }),
  get('an origin that may read it', '/health', 'row 59', ORIGIN),
  get('an origin that may not', '/health', 'row 59', { Origin: 'https://elsewhere.example' }),
  get('a body on GET', '/health', 'row 20', { ...JSON_TYPE, 'Content-Length': '1' }),
  get('a request id of its own', '/health', 'request ids', { 'X-Request-Id': 'my-own.id_1' }),
  get('a request id that is none', '/health', 'request ids', { 'X-Request-Id': 'not one' }),
  get('connection: close', '/health', 'RFC 9112, 9.6', { Connection: 'close' }, { status: 200, connection: 'ended' }),
  get('an expectation that nobody knows', '/health', 'RFC 9110, 10.1.1', { Expect: 'tea' }),
  { name: 'answer: HTTP/1.0', why: 'RFC 9112, 9.3', steps: request('GET', '/health', { version: 'HTTP/1.0' }) },
  head('/health'),
  head('/docs'),
  head('/openapi.json'),
  {
    name: 'answer: preflight',
    why: 'rows 57, 59',
    steps: request('OPTIONS', '/api/auth/profile', {
      headers: { ...ORIGIN, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'authorization' },
    }),
    expect: { status: 204, headers: { 'access-control-allow-methods': /PUT/, 'content-length': { absent: true } } },
  },
  {
    name: 'answer: preflight without what it asks for',
    why: 'row 58',
    steps: request('OPTIONS', '/api/auth/profile', { headers: ORIGIN }),
    expect: { status: 204 },
  },
  {
    name: 'answer: preflight of a target that cannot be decoded',
    why: 'rows 35, 60',
    steps: request('OPTIONS', '/%zz', { headers: { ...ORIGIN, 'Access-Control-Request-Method': 'PUT' } }),
    expect: { status: 204 },
  },
  {
    name: 'answer: profile',
    why: 'rows 50 to 53',
    operation: 'getProfile',
    steps: (world) => request('GET', '/api/auth/profile', { headers: bearer(world) }),
    expect: { status: 200 },
  },
  {
    name: 'answer: capabilities',
    why: 'rows 50 to 53',
    operation: 'capabilities',
    steps: (world) => request('GET', '/api/ai/capabilities', { headers: bearer(world) }),
    expect: { status: 200 },
  },
  {
    name: 'answer: login',
    why: 'injected, not masked: equal tokens',
    operation: 'login',
    steps: ({ student: { email, password } }) => request('POST', '/api/auth/login', { body: { email, password } }),
    expect: { status: 200 },
  },
  {
    name: 'answer: login with a wrong password',
    why: 'same words as for an unknown email',
    operation: 'login',
    steps: ({ student: { email } }) => request('POST', '/api/auth/login', { body: { email, password: 'wrong' } }),
    expect: { status: 401, code: 'credentials_invalid' },
  },
  {
    name: 'answer: login, compressed on the way in',
    why: 'row 18',
    operation: 'login',
    steps: ({ student: { email, password } }) =>
      request('POST', '/api/auth/login', {
        headers: { ...JSON_TYPE, 'Content-Encoding': 'GZIP' },
        body: gzipSync(JSON.stringify({ email, password })),
      }),
    expect: { status: 200 },
  },
  {
    name: 'answer: login with a byte order mark',
    why: 'row 14',
    operation: 'login',
    steps: ({ student: { email, password } }) =>
      request('POST', '/api/auth/login', { headers: JSON_TYPE, body: `\ufeff${JSON.stringify({ email, password })}` }),
    expect: { status: 200 },
  },
  {
    name: 'answer: a wrong type in every member',
    why: 'row 21: bodies are not coerced',
    operation: 'login',
    steps: request('POST', '/api/auth/login', { body: { email: 123, password: true } }),
    expect: { status: 400, code: 'validation_failed' },
  },
  {
    name: 'answer: an email that only a lax format takes',
    why: 'row 23',
    operation: 'login',
    steps: request('POST', '/api/auth/login', { body: { email: 'a@b', password: 'x' } }),
    expect: { status: 400, code: 'validation_failed' },
  },
  {
    name: 'answer: several errors at once',
    why: 'rows 25, 26: all of them, in our words',
    operation: 'register',
    steps: request('POST', '/api/auth/register', { body: { email: 'x', password: 'short', role: 'admin', zzz: 1 } }),
    expect: { status: 400, body: /"pointer":"\/body\/zzz"/ },
  },
  {
    name: 'answer: verify',
    why: 'injected, not masked: equal times',
    operation: 'verify',
    steps: ({ student }) => request('POST', '/api/auth/verify', { body: { token: student.token } }),
    expect: { status: 200 },
  },
  {
    name: 'answer: suggestion',
    why: 'the engine is deterministic',
    operation: 'generate',
    steps: (world) =>
      request('POST', '/api/ai/generate', {
        headers: { ...bearer(world), ...JSON_TYPE, 'Accept-Encoding': 'br' },
        body: { prompt: 'The report was written by the committee. '.repeat(20), type: 'suggestion' },
      }),
    expect: { status: 200 },
  },
  {
    name: 'answer: a type that the role may not ask for',
    why: '403 comes from the handler',
    operation: 'generate',
    steps: (world) =>
      request('POST', '/api/ai/generate', { headers: bearer(world), body: { prompt: 'We go.', type: 'feedback' } }),
    expect: { status: 403, code: 'ai_type_forbidden' },
  },
  {
    name: 'answer: register',
    why: 'injected, not masked: equal ids, dates and tokens',
    operation: 'register',
    stateful: true,
    steps: request('POST', '/api/auth/register', {
      body: { email: 'new@example.org', password: 'correct horse', firstName: 'Zoë', lastName: '李', role: 'educator' },
    }),
    expect: { status: 201 },
  },
  {
    name: 'answer: register once more',
    why: 'the email is compared in lower case',
    operation: 'register',
    stateful: true,
    steps: request('POST', '/api/auth/register', {
      body: { email: 'NEW@example.org', password: 'correct horse', firstName: 'Z', lastName: 'L', role: 'student' },
    }),
    expect: { status: 409, code: 'email_taken' },
  },
  {
    name: 'answer: update the profile',
    why: 'injected, not masked: equal dates',
    operation: 'updateProfile',
    stateful: true,
    steps: ({ educator }) =>
      request('PUT', '/api/auth/profile', {
        headers: { Authorization: `Bearer ${educator.token}` },
        body: { bio: 'Wrote it.\n“Twice.”', profilePicture: '' },
      }),
    expect: { status: 200 },
  },
];

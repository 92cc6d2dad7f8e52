import { request } from '../request.ts';
import { asStudent, type Line, open, PROFILE, table } from './lines.ts';

const ORIGIN = { Origin: 'http://localhost:5173' };
const ABSENT = { absent: true } as const;
const preflight = (headers: Record<string, string>, path = PROFILE) => request('OPTIONS', path, { headers });
const asks = (method: string, more: Record<string, string> = {}) => ({
  ...ORIGIN,
  'Access-Control-Request-Method': method,
  ...more,
});
const allowed = open(204, {
  body: '',
  headers: {
    'access-control-allow-origin': 'http://localhost:5173',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
    'access-control-allow-headers': 'Authorization, Content-Type, X-Request-Id',
    'access-control-max-age': '600',
    vary: /origin/i,
  },
});
const readable = {
  'access-control-allow-origin': 'http://localhost:5173',
  'access-control-expose-headers': /Retry-After/,
};

const preflights: readonly Line[] = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'put', 'BREW'].map(
    (method): Line => [`preflight of ${method}`, 'row 57; Fetch, 4.8', preflight(asks(method)), allowed],
  ),
  [
    'preflight of fields',
    'Fetch, 4.8',
    preflight(asks('PUT', { 'Access-Control-Request-Headers': 'authorization,content-type' })),
    allowed,
  ],
  [
    'preflight of fields that nobody allows',
    'Fetch, 4.8',
    preflight(asks('PUT', { 'Access-Control-Request-Headers': 'x-anything' })),
    allowed,
  ],
  ['preflight of no field', 'Fetch, 4.8', preflight(asks('PUT', { 'Access-Control-Request-Headers': '' })), allowed],
  [
    'preflight from a private network',
    'Private Network Access',
    preflight(asks('PUT', { 'Access-Control-Request-Private-Network': 'true' })),
    open(204, { headers: { 'access-control-allow-private-network': ABSENT } }),
  ],
  [
    'preflight from elsewhere',
    'row 59',
    preflight({ Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'PUT' }),
    open(204, { headers: { 'access-control-allow-origin': 'http://localhost:5173' } }),
  ],
  ['preflight from null', 'row 59', preflight({ Origin: 'null', 'Access-Control-Request-Method': 'PUT' }), allowed],
  ['preflight without an origin', 'row 58', preflight({ 'Access-Control-Request-Method': 'PUT' }), open(204)],
  ['preflight of an unknown path', 'row 47', preflight(asks('GET'), '/nothing'), allowed],
  ['preflight of a path with a query', 'row 29', preflight(asks('GET'), '/health?x=1'), allowed],
  [
    'preflight with a body',
    'RFC 9110, 9.3.7',
    request('OPTIONS', PROFILE, { headers: asks('PUT'), body: { a: 1 } }),
    allowed,
  ],
  ['preflight of the documentation', 'row 57', preflight(asks('GET'), '/docs'), allowed],
];

const actual: readonly Line[] = [
  ['an answer', 'row 59', request('GET', '/health', { headers: ORIGIN }), open(200, { headers: readable })],
  [
    'an answer to null',
    'row 59',
    request('GET', '/health', { headers: { Origin: 'null' } }),
    open(200, { headers: readable }),
  ],
  ['an empty origin', 'row 59', request('GET', '/health', { headers: { Origin: '' } }), open(200)],
  [
    'two origins',
    'row 59',
    request('GET', '/health', {
      headers: [
        ['Origin', 'http://a'],
        ['Origin', 'http://b'],
      ],
    }),
    open(200),
  ],
  [
    'a profile',
    'row 59',
    (world) => request('GET', PROFILE, { headers: { ...ORIGIN, ...asStudent(world) } }),
    open(200, { headers: readable }),
  ],
  ['401', 'row 60', request('GET', PROFILE, { headers: ORIGIN }), open(401, { headers: readable })],
  ['404', 'row 60', request('GET', '/nothing', { headers: ORIGIN }), open(404, { headers: readable })],
  ['405', 'row 60', request('PUT', '/health', { headers: ORIGIN }), open(405, { headers: readable })],
  ['415', 'row 60', request('POST', '/api/auth/login', { headers: ORIGIN }), open(415, { headers: readable })],
  [
    '400',
    'row 60',
    request('POST', '/api/auth/login', { headers: ORIGIN, body: {} }),
    open(400, { headers: readable }),
  ],
  [
    'a target that cannot be decoded',
    'rows 35, 60',
    request('GET', '/%zz', { headers: ORIGIN }),
    open(404, { headers: readable }),
  ],
  ['HEAD', 'row 43', request('HEAD', '/health', { headers: ORIGIN }), open(200, { headers: readable })],
];

export const cors = table('cors', [...preflights, ...actual]);

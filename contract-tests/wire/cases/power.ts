import type { WireCase } from '../case.ts';
import { request } from '../request.ts';
import type { World } from '../world.ts';
import { asStudent, JSON_TYPE, type Line, open, PROFILE, table } from './lines.ts';

const invalid = open(400, { code: 'validation_failed' });

const registering = (email: string, changes: object) =>
  request('POST', '/api/auth/register', {
    body: { email, password: 'correct horse', firstName: 'A', lastName: 'B', role: 'student', ...changes },
  });

const changing = (body: object) => (world: World) => request('PUT', PROFILE, { headers: asStudent(world), body });

/** What planted faults have shown no other case to look at. */
const refused: readonly Line[] = [
  [
    'a constructor key',
    'row 12',
    request('POST', '/api/auth/login', { headers: JSON_TYPE, body: '{"constructor":1}' }),
    invalid,
  ],
  ['null for a text', 'row 21: bodies are not coerced', changing({ bio: null }), invalid],
  ['a list of one text', 'row 21: bodies are not coerced', changing({ bio: ['a'] }), invalid],
  ['a name of blanks', 'what is required is more than blanks', changing({ firstName: '   ' }), invalid],
  [
    'a member in another case',
    'names of members have a case (RFC 8259, 8.3)',
    request('POST', '/api/auth/login', { body: { Email: 'a@example.org', password: 'x' } }),
    open(400, { body: /"pointer":"\/body\/Email"/ }),
  ],
  [
    'a body as long as it may be, most of it blanks',
    'row 16: the size is that of the bytes',
    request('POST', '/api/auth/login', { headers: JSON_TYPE, body: `{${' '.repeat(65_535)}}` }),
    { status: 413, code: 'body_too_large' },
  ],
  [
    'the method in a field',
    'nobody but the request line names the method',
    request('POST', '/health', { headers: { 'X-HTTP-Method-Override': 'GET' } }),
    { status: 405 },
  ],
];

const accepted: readonly Line[] = [
  [
    'the scheme in lower case',
    'RFC 9110, 11.1: in any case',
    ({ student }) => request('GET', PROFILE, { headers: { Authorization: `bearer ${student.token}` } }),
    open(200),
  ],
  [
    'the media type in capitals',
    'RFC 9110, 8.3.1: in any case',
    request('POST', '/api/auth/login', { headers: { 'Content-Type': 'APPLICATION/JSON' }, body: '{}' }),
    invalid,
  ],
];

const written: readonly Line[] = [
  [
    'blanks around a password',
    'they belong to it',
    registering('blanks@example.org', { password: ' 123456 ' }),
    open(201),
  ],
  ['blanks around a name', 'texts are kept as they are', changing({ firstName: ' Ada ' }), open(200)],
  ['a name of 100 characters', 'its bound', changing({ lastName: 'x'.repeat(100) }), open(200)],
  [
    'a text that is in no normal form',
    'Unicode Annex 15: nobody asked for one',
    changing({ bio: 'e\u0301' }),
    open(200),
  ],
  ['angle brackets', 'a text, not HTML', changing({ bio: '<b>&amp;</b>' }), open(200)],
  [
    'a member twice',
    'RFC 8259, 4: the last counts',
    (world) =>
      request('PUT', PROFILE, {
        headers: { ...asStudent(world), ...JSON_TYPE },
        body: '{"bio":"first","bio":"second"}',
      }),
    open(200, { body: /"bio":"second"/ }),
  ],
  ['half a character', 'RFC 8259, 8.2', changing({ bio: 'a\ud800b' }), 200],
];

export const power: readonly WireCase<World>[] = [
  ...table('power', [...refused, ...accepted]),
  ...table('power', written, { stateful: true }),
];

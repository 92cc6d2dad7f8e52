import { pipeline, raw, request } from '../request.ts';
import { asStudent, ended, JSON_TYPE, type Line, MALFORMED, open, PROFILE, table } from './lines.ts';

const notFound = open(404, { code: 'not_found' });
const get = (name: string, target: string, why: string, expect: Line[3]): Line => [
  name,
  why,
  raw(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`),
  expect,
];

/** The forms of a request target (RFC 9112, 3.2). */
const forms: readonly Line[] = [
  get('absolute, https', 'https://a/health', 'row 39; RFC 9112, 3.2.2', open(200)),
  get('absolute, another authority than Host', 'http://elsewhere/health', 'row 39; RFC 9112, 3.2.2', open(200)),
  get('absolute, with a port', 'http://a:81/health', 'row 39; RFC 9112, 3.2.2', open(200)),
  get('absolute, in upper case', 'HTTP://A/health', 'row 39; RFC 3986, 3.1', open(200)),
  get('absolute, another scheme', 'ftp://a/health', 'RFC 9112, 3.2.2', open(200)),
  get('absolute, with a user', 'http://u:p@a/health', 'RFC 9110, 4.2.4: to be taken as an error', ended(400)),
  get('absolute, an empty authority', 'http:///health', 'RFC 9110, 4.2.1: must be refused', ended(400)),
  get('absolute, an authority that is none', 'http://a b/health', 'RFC 9112, 3', MALFORMED),
  get('absolute, two colons', 'http://a:80:80/health', 'RFC 3986, 3.2', ended(400)),
  get('absolute, a path of one slash', 'http://a/', 'RFC 9112, 3.2.2', notFound),
  get('absolute, a query and no path', 'http://a?x=1', 'RFC 9112, 3.2.2', notFound),
  get('absolute, with a query', 'http://a/health?x=1', 'row 29', open(400, { code: 'validation_failed' })),
  get('absolute, within a path', '/http://a/health', 'RFC 9112, 3.2.1', notFound),
  [
    'absolute, a refused body',
    'row 39',
    request('POST', 'http://a/api/auth/login', { body: {} }),
    open(400, { body: /"instance":"\/api\/auth\/login"/ }),
  ],
  ['absolute, OPTIONS', 'row 44', request('OPTIONS', 'http://a/health'), open(204)],
  ['absolute, OPTIONS without a path', 'RFC 9110, 9.3.7', request('OPTIONS', 'http://a'), open(204)],
  get('asterisk on GET', '*', 'RFC 9112, 3.2.4', 404),
  [
    'asterisk on OPTIONS, twice',
    'RFC 9110, 9.3.7',
    pipeline(request('OPTIONS', '*'), request('OPTIONS', '*')),
    [{ status: 204 }, { status: 204 }],
  ],
  ['asterisk on POST', 'RFC 9112, 3.2.4', request('POST', '*', { body: {} }), 404],
  get('authority on GET', 'a:80', 'RFC 9112, 3.2.3', MALFORMED),
  get('none', '', 'RFC 9112, 3', MALFORMED),
  get('without a slash', 'health', 'RFC 9112, 3.2.1', MALFORMED),
  get('a question mark first', '?x=1', 'RFC 9112, 3.2.1', MALFORMED),
];

/** Octets of a path and query, as they are sent. */
const octets: readonly Line[] = [
  get('a blank', '/hea lth', 'RFC 9112, 3', MALFORMED),
  get('a control byte', '/hea\x01lth', 'RFC 3986, 2', MALFORMED),
  get('NUL', '/health\x00', 'RFC 3986, 2', MALFORMED),
  get('DEL', '/health\x7f', 'RFC 3986, 2', MALFORMED),
  get('an octet beyond ASCII', '/h\xe9alth', 'RFC 3986, 2', MALFORMED),
  get('UTF-8', '/h\xc3\xa9alth', 'RFC 3986, 2', MALFORMED),
  get('an encoded NUL', '/health%00', 'RFC 3986, 7.3', notFound),
  get('an encoded slash', '/api%2fauth/login', 'row 36; RFC 3986, 2.2', notFound),
  get('an encoded question mark', '/health%3fx=1', 'RFC 3986, 2.2', notFound),
  get('encoded dots', '/api/%2e%2e/health', 'RFC 3986, 6.2.2.3', notFound),
  get('dots at the end', '/health/..', 'RFC 3986, 5.2.4', notFound),
  get('one dot', '/./health', 'RFC 3986, 5.2.4', notFound),
  get('a percent sign at the end', '/health%', 'row 35', notFound),
  get('an overlong encoding', '/%c0%af', 'row 35', notFound),
  get('a percent sign in the query', '/health?%zz', 'row 29', open(400, { code: 'validation_failed' })),
  get('a second question mark', '/health??', 'row 29', open(400)),
  get('an ampersand alone', '/health?&', 'RFC 3986, 3.4', open(200)),
  get('an equals sign alone', '/health?=', 'row 29', open(400)),
  get('braces', '/{health}', 'RFC 3986, 2', 404),
  get('quotes', '/"health"', 'RFC 3986, 2', 404),
  get('the path of the root', '/', 'row 47', notFound),
  get('a parent of operations', '/api', 'row 47', notFound),
  get('a child of an operation', '/health/x', 'row 47', notFound),
  get('the documentation with a slash', '/docs/', 'row 37', notFound),
  get('the documentation with a query', '/docs?x=1', 'documentation takes any query', open(200)),
  get('a path of 8 kB', `/${'a'.repeat(8000)}`, 'RFC 9110, 4.1: at least 8000', notFound),
  get('a query of 8 kB', `/health?${'a'.repeat(8000)}`, 'RFC 9110, 4.1: at least 8000', open(400)),
  get('a target of 20 kB', `/${'a'.repeat(20_000)}`, 'row 55; RFC 9110, 15.5.15', ended(431)),
  ['a key that reaches into every object', 'row 29', request('GET', '/health?__proto__[x]=1&constructor=2'), open(400)],
  [
    'an unknown key behind a good token',
    'row 29',
    (world) => request('GET', `${PROFILE}?x=1`, { headers: asStudent(world) }),
    open(400),
  ],
  [
    'a path with a body that is never sent',
    'row 17',
    request('PUT', '/%zz', { headers: { ...JSON_TYPE, 'Content-Length': '100' } }),
    notFound,
  ],
];

export const targetForms = table('target', [...forms, ...octets]);

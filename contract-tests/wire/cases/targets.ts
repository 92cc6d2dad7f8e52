import type { WireCase } from '../case.ts';
import { request } from '../request.ts';
import type { World } from '../world.ts';

const notFound = { status: 404, code: 'not_found' } as const;
const get = (name: string, target: string, why: string, expect: WireCase<World>['expect']): WireCase<World> => ({
  name: `target: ${name}`,
  why,
  steps: request('GET', target),
  ...(expect === undefined ? {} : { expect }),
});

/** Request targets: what is another path, what is the same, and what is none. */
export const targets: readonly WireCase<World>[] = [
  get('unknown', '/nothing', 'row 47', notFound),
  get('a percent sign that encodes nothing', '/%zz', 'row 35', notFound),
  get('bytes that are not UTF-8', '/%ff', 'row 35', notFound),
  get('an encoded letter', '/%68ealth', 'row 36', notFound),
  get('a trailing slash', '/health/', 'row 37', notFound),
  get('another case', '/HEALTH', 'row 38', notFound),
  get('two slashes', '//health', 'RFC 3986, 6.2.2: not equivalent', notFound),
  get('dots', '/api/../health', 'RFC 3986, 5.2.4: resolved by clients', notFound),
  get('a semicolon', '/health;v=1', 'RFC 3986, 3.3', notFound),
  get('a backslash', '/\\health', 'RFC 3986, 2', notFound),
  get('a fragment', '/health#a', 'row 40', notFound),
  get('a fragment in the query', '/health?#a', 'row 40', { status: 400 }),
  get('an empty query', '/health?', 'RFC 3986, 3.4', { status: 200 }),
  get('absolute form', 'http://localhost/health', 'row 39; RFC 9112, 3.2.2', { status: 200 }),
  get('absolute form without a path', 'http://localhost', 'RFC 9112, 3.2.2', notFound),
  get('a repeated key', '/health?a=1&a=2', 'row 29', { status: 400 }),
  get('nested keys', '/health?a[b]=c', 'row 29', { status: 400 }),
  get('a key that would reach into every object', '/health?a[__proto__]=1', 'row 29', { status: 400 }),
  get('an empty value', '/health?a=', 'row 29', { status: 400 }),
  get(
    'more than 1,000 keys',
    `/health?${Array.from({ length: 1100 }, (_, index) => `a${index}`).join('&')}`,
    'row 34',
    {
      status: 400,
    },
  ),
  { name: 'target: OPTIONS *', why: 'RFC 9110, 9.3.7', steps: request('OPTIONS', '*') },
  { name: 'target: OPTIONS of a path', why: 'row 44', steps: request('OPTIONS', '/health'), expect: { status: 204 } },
  { name: 'target: QUERY without a type', why: 'row 45', steps: request('QUERY', '/health'), expect: { status: 405 } },
  { name: 'target: TRACE', why: 'RFC 9110, 9.3.8', steps: request('TRACE', '/health'), expect: { status: 405 } },
  {
    name: 'target: broken JSON on an unknown path',
    why: 'row 46',
    steps: request('POST', '/nothing', { headers: { 'Content-Type': 'application/json' }, body: '{' }),
    expect: notFound,
  },
  {
    name: 'target: an unknown path with a body that never comes',
    why: 'what is refused for its path is not waited for',
    steps: request('POST', '/nothing', { headers: { 'Content-Type': 'application/json', 'Content-Length': '100' } }),
    expect: notFound,
  },
];

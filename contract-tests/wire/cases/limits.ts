import { pipeline, request } from '../request.ts';
import type { Send } from '../step.ts';
import { type Expected, JSON_TYPE, type Line, table } from './lines.ts';

/** A budget by address is spent before the media type is looked at: the cheapest way to draw from it. */
const login = (from: string, headers: Record<string, string> = {}): Send =>
  request('POST', '/api/auth/login', { headers: { 'X-Forwarded-For': from, ...headers } });
const times = (count: number, send: Send): readonly Send[] => Array.from({ length: count }, () => send);
/** Sixty requests in a minute from `from` and one more from `then`. */
const spent = (from: string, then: string): Send => pipeline(...times(60, login(from)), login(then));
const passes: Expected = { status: 415, answers: 61, headers: { ratelimit: /r=59;t=60/ } };
const refused: Expected = {
  status: 429,
  code: 'rate_limited',
  answers: 61,
  connection: 'open',
  headers: {
    'retry-after': '60',
    ratelimit: '"address-60";r=0;t=60, "address-3600";r=540;t=3600',
    'ratelimit-policy': '"address-60";q=60;w=60, "address-3600";q=600;w=3600',
    'content-type': 'application/problem+json',
    'x-ratelimit-reset': { absent: true },
  },
};

const addresses: readonly Line[] = [
  [
    'the last that is allowed',
    'rows 63, 66',
    pipeline(...times(60, login('192.0.2.1'))),
    { status: 415, answers: 60, headers: { ratelimit: /^"address-60";r=0;t=60/ } },
  ],
  ['one too many', 'rows 63, 66: every header', spent('192.0.2.1', '192.0.2.1'), refused],
  ['another address', 'row 64', spent('192.0.2.1', '192.0.2.2'), passes],
  ['neighbours in one /64', 'row 64; RFC 6177', spent('2001:db8::1', '2001:db8::ffff:1'), refused],
  ['the same /64, written otherwise', 'row 64; RFC 5952', spent('2001:db8:0:0:0:0:0:1', '2001:DB8::2'), refused],
  ['another /64 of one /56', 'row 64', spent('2001:db8:0:1::1', '2001:db8:0:2::1'), passes],
  ['an IPv4 address as IPv6', 'row 64; RFC 4291, 2.5.5', spent('::ffff:192.0.2.1', '192.0.2.1'), refused],
  ['an address with a port', 'row 64', spent('192.0.2.1:1234', '192.0.2.1'), refused],
  [
    'a list, of which the last was seen',
    'what a client writes itself is not believed',
    spent('192.0.2.1, 192.0.2.9', '192.0.2.2, 192.0.2.9'),
    refused,
  ],
  [
    'a list that ends in trusted ones',
    'trusted proxies are skipped',
    spent('192.0.2.1, 127.0.0.2', '192.0.2.1'),
    refused,
  ],
  ['what is no address', 'all such share their budgets', spent('nonsense', 'unknown'), refused],
  [
    'no X-Forwarded-For',
    'the address of the connection',
    pipeline(...times(61, request('POST', '/api/auth/login'))),
    refused,
  ],
  [
    'Forwarded is not read',
    'RFC 7239: one field is believed, not two',
    pipeline(...times(60, login('192.0.2.1')), login('192.0.2.1', { Forwarded: 'for=192.0.2.7' })),
    refused,
  ],
  [
    'another operation',
    "budgets are an operation's own",
    pipeline(
      ...times(61, login('192.0.2.1')),
      request('POST', '/api/auth/register', { headers: { 'X-Forwarded-For': '192.0.2.1' } }),
    ),
    { status: 415, headers: { ratelimit: /r=59/ } },
  ],
  [
    'an unknown path',
    'row 65: counts for nothing',
    pipeline(...times(70, request('GET', '/nothing')), request('POST', '/api/auth/login')),
    { status: 415, headers: { ratelimit: /r=59/ } },
  ],
  [
    'a method that the path does not have',
    'row 65: counts for nothing',
    pipeline(
      ...times(61, login('192.0.2.1')),
      request('GET', '/api/auth/login', { headers: { 'X-Forwarded-For': '192.0.2.1' } }),
    ),
    { status: 405, headers: { ratelimit: { absent: true } } },
  ],
  [
    'a preflight',
    'row 65: counts for nothing',
    pipeline(
      ...times(61, login('192.0.2.1')),
      request('OPTIONS', '/api/auth/login', {
        headers: {
          'X-Forwarded-For': '192.0.2.1',
          Origin: 'http://localhost:5173',
          'Access-Control-Request-Method': 'POST',
        },
      }),
    ),
    { status: 204 },
  ],
  [
    'a refused one is not asked for more',
    'the order of refusals',
    pipeline(
      ...times(60, login('192.0.2.1')),
      request('POST', '/api/auth/login?zzz=1', {
        headers: { 'X-Forwarded-For': '192.0.2.1', ...JSON_TYPE },
        body: '{',
      }),
    ),
    refused,
  ],
  [
    'a body of a refused one is read and dropped',
    'RFC 9112, 9.3',
    pipeline(
      ...times(60, login('192.0.2.1')),
      request('POST', '/api/auth/login', {
        headers: { 'X-Forwarded-For': '192.0.2.1' },
        body: { a: 'x'.repeat(50_000) },
      }),
      request('GET', '/health'),
    ),
    { status: 200, answers: 62 },
  ],
  [
    'CORS on a refused one',
    'row 60',
    pipeline(...times(60, login('192.0.2.1')), login('192.0.2.1', { Origin: 'http://localhost:5173' })),
    { status: 429, headers: { 'access-control-allow-origin': 'http://localhost:5173' } },
  ],
  [
    'health has no ceiling',
    'the contract',
    pipeline(...times(100, request('GET', '/health'))),
    { status: 200, answers: 100, headers: { ratelimit: { absent: true } } },
  ],
];

export const limits = table('limit by address', addresses, { limits: true });

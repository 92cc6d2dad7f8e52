import { pipeline, request } from '../request.ts';
import { asStudent, type Line, open, table } from './lines.ts';

type Coding = 'br' | 'gzip' | 'deflate' | 'identity';

const sentAs = (coding: Coding, status = 200) =>
  open(status, {
    headers: { 'content-encoding': coding === 'identity' ? { absent: true } : coding, vary: /accept-encoding/i },
  });

/** Wishes for a coding (RFC 9110, 12.5.3), and the one that is taken; of several alike the smallest answer. */
const WISHES: readonly (readonly [field: string, coding: Coding])[] = [
  ['', 'identity'],
  ['identity', 'identity'],
  ['compress', 'identity'],
  ['gzip, deflate, br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['deflate', 'deflate'],
  ['GZIP', 'gzip'],
  [' gzip ', 'gzip'],
  ['gzip;q=1.0', 'gzip'],
  ['gzip;q=0.001', 'gzip'],
  ['gzip;q=0', 'identity'],
  ['gzip;q=0.000', 'identity'],
  ['gzip;q=0, br;q=0, deflate;q=0', 'identity'],
  ['gzip;q=0.9, br;q=0.8', 'gzip'],
  ['br;q=0.5, deflate;q=0.6', 'deflate'],
  ['identity, gzip;q=0.5', 'identity'],
  ['identity;q=0.5, gzip', 'gzip'],
  ['identity;q=0, deflate', 'deflate'],
  ['*;q=0', 'identity'],
  ['*;q=0.5, gzip;q=0', 'br'],
  ['*;q=0.5, gzip', 'gzip'],
  ['*, br;q=0', 'gzip'],
  ['gzip ; q=1', 'gzip'],
  ['gzip;Q=1', 'gzip'],
  ['gzip;q=', 'identity'],
  ['gzip;q=2', 'identity'],
  ['gzip;q=-1', 'identity'],
  ['gzip;q=x', 'identity'],
  ['gzip;x=1', 'gzip'],
  ['gzip,,br', 'br'],
  ['gzip;q=0.5;q=1', 'gzip'],
  ['deflate gzip', 'identity'],
  ['"br"', 'identity'],
];

const lines: readonly Line[] = [
  ...WISHES.map(
    ([field, coding]): Line => [
      `Accept-Encoding: ${field || 'nothing'}`,
      'row 61; RFC 9110, 12.5.3',
      request('GET', '/openapi.json', { headers: { 'Accept-Encoding': field } }),
      sentAs(coding),
    ],
  ),
  [
    'an operation, every coding wanted',
    'row 61',
    (world) =>
      request('POST', '/api/ai/generate', {
        headers: { ...asStudent(world), 'Accept-Encoding': 'gzip, deflate, br, zstd' },
        body: { prompt: 'The report was written by the committee. '.repeat(20), type: 'suggestion' },
      }),
    sentAs('br'),
  ],
  [
    'HEAD of what would be compressed',
    'RFC 9110, 9.3.2: like GET; the length is one that only the content would tell',
    request('HEAD', '/openapi.json', { headers: { 'Accept-Encoding': 'gzip' } }),
    open(200, { body: '', headers: { 'content-encoding': 'gzip', 'content-length': { absent: true } } }),
  ],
  [
    'a refusal below the threshold',
    'row 62',
    request('GET', '/nothing', { headers: { 'Accept-Encoding': 'gzip' } }),
    sentAs('identity', 404),
  ],
  [
    'a refusal above the threshold',
    'row 61',
    request('POST', '/api/auth/login', {
      headers: { 'Accept-Encoding': 'gzip' },
      body: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, index])),
    }),
    sentAs('gzip', 400),
  ],
  [
    'a long path that is unknown',
    'row 61: also what belongs to no operation',
    request('GET', `/${'x'.repeat(600)}`, { headers: { 'Accept-Encoding': 'gzip', 'X-Request-Id': 'a' } }),
    sentAs('gzip', 404),
  ],
  [
    'a refused method of a page',
    'row 61',
    request('POST', '/openapi.json', { headers: { 'Accept-Encoding': 'gzip' } }),
    sentAs('identity', 404),
  ],
  // From some bytes below the threshold of 1024 to some above it; where it is passed shows in the bytes.
  ...Array.from(
    { length: 40 },
    (_, at): Line => [
      `a refusal that names a key of ${545 + at} characters`,
      'row 62: both compress from the same size on',
      request('POST', '/api/auth/login', {
        headers: { 'Accept-Encoding': 'gzip' },
        body: { ['k'.repeat(545 + at)]: 1 },
      }),
      open(400),
    ],
  ),
  [
    'no-transform',
    'RFC 9111, 5.2.1.6',
    request('GET', '/openapi.json', { headers: { 'Accept-Encoding': 'gzip', 'Cache-Control': 'no-transform' } }),
    sentAs('gzip'),
  ],
  [
    'a wish for no compression that is nowhere written down',
    'RFC 9110, 12.5.3: Accept-Encoding says it, and nothing else',
    request('GET', '/openapi.json', { headers: { 'Accept-Encoding': 'gzip', 'X-No-Compression': '1' } }),
    sentAs('gzip'),
  ],
  [
    'a wish for a media type',
    'RFC 9110, 12.5.1: may be ignored',
    request('GET', '/health', { headers: { Accept: 'text/html' } }),
    open(200),
  ],
  [
    'a wish for no media type',
    'RFC 9110, 12.5.1: may be ignored',
    request('GET', '/nothing', { headers: { Accept: 'application/json;q=0' } }),
    open(404),
  ],
  [
    'a wish for a language and a charset',
    'RFC 9110, 12.5',
    request('GET', '/nothing', { headers: { 'Accept-Language': 'de', 'Accept-Charset': 'utf-16' } }),
    open(404),
  ],
  [
    'one after the other',
    'RFC 9112, 9.3',
    pipeline(
      ...['br', 'gzip', 'deflate', 'identity'].map((coding) =>
        request('GET', '/openapi.json', { headers: { 'Accept-Encoding': coding } }),
      ),
    ),
    [
      { headers: { 'content-encoding': 'br' } },
      { headers: { 'content-encoding': 'gzip' } },
      { headers: { 'content-encoding': 'deflate' } },
      { headers: { 'content-encoding': { absent: true } } },
    ],
  ],
];

export const codings = table('coding', lines);

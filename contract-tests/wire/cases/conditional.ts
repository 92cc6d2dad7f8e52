import { request } from '../request.ts';
import { asStudent, JSON_TYPE, type Line, open, PROFILE, table } from './lines.ts';

const WITHOUT_VALIDATORS = { headers: { etag: { absent: true }, 'last-modified': { absent: true } } } as const;
const PAST = 'Thu, 01 Jan 1970 00:00:00 GMT';
const FUTURE = 'Fri, 01 Jan 2038 00:00:00 GMT';

/** Answers have no validators, and so no condition is looked at (RFC 9110, 13.1: a server may ignore them where it has none). */
const CONDITIONS: readonly (readonly [name: string, headers: Record<string, string>])[] = [
  ['If-Match', { 'If-Match': '"a"' }],
  ['If-Match, any', { 'If-Match': '*' }],
  ['If-None-Match', { 'If-None-Match': '"a"' }],
  ['If-None-Match, weak', { 'If-None-Match': 'W/"a", W/"b"' }],
  ['If-None-Match, any', { 'If-None-Match': '*' }],
  ['If-None-Match, malformed', { 'If-None-Match': 'a' }],
  ['If-Modified-Since', { 'If-Modified-Since': FUTURE }],
  ['If-Modified-Since, malformed', { 'If-Modified-Since': 'yesterday' }],
  ['If-Unmodified-Since', { 'If-Unmodified-Since': PAST }],
  ['If-Range', { 'If-Range': '"a"', Range: 'bytes=0-1' }],
  ['If-Range, a date', { 'If-Range': FUTURE, Range: 'bytes=0-1' }],
  ['all of them', { 'If-Match': '*', 'If-None-Match': '*', 'If-Modified-Since': FUTURE, 'If-Unmodified-Since': PAST }],
];

const RANGES = [
  'bytes=0-1',
  'bytes=-1',
  'bytes=0-',
  'bytes=9999999-',
  'bytes=0-1,3-4',
  'bytes=2-1',
  'lines=1-2',
  'bytes=',
  '',
];

const lines: readonly Line[] = [
  ...CONDITIONS.flatMap(([name, headers]): Line[] => [
    [
      `${name} on GET`,
      'rows 48, 49; RFC 9110, 13.1',
      request('GET', '/health', { headers }),
      open(200, WITHOUT_VALIDATORS),
    ],
    [
      `${name} on HEAD`,
      'rows 48, 49; RFC 9110, 13.1',
      request('HEAD', '/health', { headers }),
      open(200, { body: '', ...WITHOUT_VALIDATORS }),
    ],
    [
      `${name} on a page`,
      'rows 48, 49; RFC 9110, 13.1',
      request('GET', '/docs', { headers }),
      open(200, WITHOUT_VALIDATORS),
    ],
    [
      `${name} on PUT`,
      'rows 48, 49; RFC 9110, 13.1',
      (world) =>
        request('PUT', PROFILE, { headers: { ...headers, ...JSON_TYPE, ...asStudent(world) }, body: '{"zzz":1}' }),
      open(400, { code: 'validation_failed' }),
    ],
  ]),
  ...RANGES.flatMap((range): Line[] => [
    [
      `Range: ${range || 'nothing'}`,
      'RFC 9110, 14.2: may be ignored',
      request('GET', '/health', { headers: { Range: range } }),
      open(200, { headers: { 'content-range': { absent: true } } }),
    ],
    [
      `Range: ${range || 'nothing'}, on a page`,
      'RFC 9110, 14.2: may be ignored',
      request('GET', '/openapi.json', { headers: { Range: range } }),
      open(200, { headers: { 'content-range': { absent: true } } }),
    ],
  ]),
  [
    'If-None-Match: * on a refusal',
    'row 49',
    request('GET', '/nothing', { headers: { 'If-None-Match': '*' } }),
    open(404),
  ],
  ['If-Match: * on a refusal', 'row 49', request('GET', PROFILE, { headers: { 'If-Match': '*' } }), open(401)],
  [
    'Cache-Control: no-cache with If-None-Match',
    'row 49',
    request('GET', '/health', { headers: { 'If-None-Match': '*', 'Cache-Control': 'no-cache' } }),
    open(200),
  ],
];

export const conditional = table('conditional', lines);

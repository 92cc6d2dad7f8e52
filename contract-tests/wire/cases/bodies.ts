import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { request } from '../request.ts';
import { asStudent, JSON_TYPE, type Line, open, PROFILE, table } from './lines.ts';

const post = (
  name: string,
  why: string,
  body: string | Uint8Array,
  code: string,
  headers: Record<string, string> = JSON_TYPE,
): Line => [
  name,
  why,
  request('POST', '/api/auth/login', { headers, body }),
  open(code.startsWith('unsupported') ? 415 : code === 'body_too_large' ? 413 : 400, { code }),
];
const coded = (coding: string) => ({ ...JSON_TYPE, 'Content-Encoding': coding });
const typed = (type: string) => ({ 'Content-Type': type });

/** What counts as JSON (RFC 8259), and what as the media type (RFC 9110, 8.3). */
const lines: readonly Line[] = [
  post('a byte order mark alone', 'row 15', '\ufeff', 'malformed_json'),
  post('two byte order marks', 'row 14', '\ufeff\ufeff{}', 'validation_failed'),
  post('blanks alone', 'RFC 8259, 2', ' \t\r\n', 'malformed_json'),
  post('blanks around', 'RFC 8259, 2', ' \t\r\n{} \n', 'validation_failed'),
  post('a form feed', 'RFC 8259, 2', '\f{}', 'malformed_json'),
  post('a trailing comma', 'row 1', '{"a":1,}', 'malformed_json'),
  post('a comment', 'row 1', '{}//', 'malformed_json'),
  post('single quotes', 'row 1', "{'a':1}", 'malformed_json'),
  post('two documents', 'row 1', '{}{}', 'malformed_json'),
  post('NaN', 'RFC 8259, 6', '{"email":NaN}', 'malformed_json'),
  post('a number beyond doubles', 'RFC 8259, 6', '{"email":1e999}', 'validation_failed'),
  post('a key twice', 'RFC 8259, 4', '{"email":"a@b.c","email":1,"password":"x"}', 'validation_failed'),
  post('a key that is escaped', 'row 11', '{"__pro\\u0074o__":1}', 'malformed_json'),
  post('__proto__ in depth', 'row 11', '{"a":[{"b":{"__proto__":1}}]}', 'malformed_json'),
  post('half a surrogate pair', 'RFC 8259, 8.2', '{"email":"\\ud800","password":"x"}', 'validation_failed'),
  post('NUL in a text', 'RFC 8259, 7', '{"email":"a\\u0000@b.c","password":"x"}', 'validation_failed'),
  post('a raw control byte in a text', 'RFC 8259, 7', '{"email":"a\u0001"}', 'malformed_json'),
  post('UTF-16', 'RFC 8259, 8.1', Buffer.from('{}', 'utf16le'), 'malformed_json'),
  post('a text', 'row 13', '"a"', 'validation_failed'),
  post('true', 'row 13', 'true', 'validation_failed'),
  post(
    'a form',
    'RFC 9110, 8.3',
    'email=a&password=b',
    'unsupported_media_type',
    typed('application/x-www-form-urlencoded'),
  ),
  post(
    'a multipart form',
    'RFC 9110, 8.3',
    '--x--',
    'unsupported_media_type',
    typed('multipart/form-data; boundary=x'),
  ),
  post('another JSON type', 'RFC 6838, 4.2.8', '{}', 'unsupported_media_type', typed('application/vnd.api+json')),
  post('text/json', 'RFC 9110, 8.3', '{}', 'unsupported_media_type', typed('text/json')),
  post('a list of types', 'row 8', '{}', 'unsupported_media_type', typed('application/json, text/plain')),
  post('an empty type', 'row 8', '{}', 'unsupported_media_type', typed('')),
  post('any type', 'row 8', '{}', 'unsupported_media_type', typed('*/*')),
  post('a parameter that means nothing', 'RFC 8259, 11', '{}', 'validation_failed', typed('application/json; v=1')),
  post('utf-8 in quotes', 'RFC 9110, 8.3.1', '{}', 'validation_failed', typed('application/json;charset="UTF-8"')),
  post('a broken parameter', 'row 8', '{}', 'unsupported_media_type', typed('application/json; charset')),
  post('a semicolon at the end', 'row 8; RFC 9110, 5.6.6', '{}', 'unsupported_media_type', typed('application/json;')),
  post('gzip', 'row 18', gzipSync('{}'), 'validation_failed', coded('gzip')),
  post('x-gzip', 'row 18; RFC 9110, 8.4.1.3', gzipSync('{}'), 'validation_failed', coded('x-gzip')),
  post('deflate', 'row 18', deflateSync('{}'), 'validation_failed', coded('deflate')),
  post('deflate without its frame', 'RFC 9110, 8.4.1.2', deflateRawSync('{}'), 'malformed_request', coded('deflate')),
  post('identity', 'RFC 9110, 8.4.1', '{}', 'validation_failed', coded('identity')),
  post('gzip twice', 'row 19', gzipSync(gzipSync('{}')), 'unsupported_content_encoding', coded('gzip, gzip')),
  post('gzip cut short', 'row 18', gzipSync('{}').subarray(0, -4), 'malformed_request', coded('gzip')),
  post('gzip of nothing', 'row 18', gzipSync(''), 'malformed_json', coded('gzip')),
  post('an unknown coding', 'row 19', '{}', 'unsupported_content_encoding', coded('tea')),
  post('one property too many', 'row 22', '{"email":"a@example.org","password":"x","zzz":1}', 'validation_failed'),
  post('gzip that is none', 'row 18', '{}', 'malformed_request', coded('gzip')),
  post('a bomb', 'row 18: bounded once decoded', gzipSync(Buffer.alloc(10_000_000)), 'body_too_large', coded('gzip')),
  post('a number for a text', 'row 21', '{"email":"a@example.org","password":123}', 'validation_failed'),
  [
    'an invalid one and no token',
    'row 27',
    request('PUT', PROFILE, { body: { firstName: '' } }),
    open(401, { code: 'token_missing' }),
  ],
  [
    'broken JSON and no token',
    'row 28',
    request('PUT', PROFILE, { headers: JSON_TYPE, body: '{' }),
    open(401, { code: 'token_missing' }),
  ],
  [
    'broken JSON',
    'row 74: no error page',
    (world) => request('PUT', PROFILE, { headers: { ...JSON_TYPE, ...asStudent(world) }, body: '{' }),
    open(400, {
      code: 'malformed_json',
      headers: { 'content-type': 'application/problem+json', 'content-security-policy': /^default-src 'self'/ },
    }),
  ],
];

export const bodies = table('body', lines);

import { operations } from '../../../contract/operations.gen.ts';
import type { Operation } from '../../../contract/operations.ts';
import type { WireCase } from '../case.ts';
import { request } from '../request.ts';
import type { World } from '../world.ts';

const ALL: readonly Operation[] = Object.values(operations);
const READING = ALL.filter(({ mediaTypes }) => mediaTypes.length > 0);
const SECURED = ALL.filter(({ security }) => security.length > 0);
const JSON_TYPE = { 'Content-Type': 'application/json' };

const authorized = ({ student }: World, operation: Operation): Record<string, string> =>
  operation.security.length > 0 ? { Authorization: `Bearer ${student.token}` } : {};

/** Every refusal on every operation that can give it. */
export const refusals: readonly WireCase<World>[] = [
  ...SECURED.flatMap((operation): WireCase<World>[] => {
    const { id, method, path } = operation;
    const refused = (name: string, authorization: string, code: string): WireCase<World> => ({
      name: `${id}: ${name}`,
      why: 'RFC 6750, 3',
      operation: id,
      steps: request(method, path, { headers: { Authorization: authorization } }),
      expect: { status: 401, code, headers: { 'www-authenticate': /^Bearer/ } },
    });
    return [
      {
        name: `${id}: no token`,
        why: 'row 27: 401 comes before 400',
        operation: id,
        steps: request(method, `${path}?unknown=1`, { headers: { 'Content-Type': 'text/plain' }, body: '{' }),
        expect: { status: 401, code: 'token_missing' },
      },
      refused('another scheme', 'Basic YTpi', 'token_missing'),
      refused('a token that is none', 'Bearer nonsense', 'token_invalid'),
      refused('an unsigned token', 'Bearer eyJhbGciOiJub25lIn0.eyJ1c2VySWQiOiIxIn0.', 'token_invalid'),
      refused('two tokens', 'Bearer a b', 'token_missing'),
    ];
  }),
  ...READING.flatMap((operation): WireCase<World>[] => {
    const { id, method, path } = operation;
    const refused = (
      name: string,
      why: string,
      headers: Record<string, string>,
      body: string | Uint8Array | undefined,
      expected: { status: number; code: string },
    ): WireCase<World> => ({
      name: `${id}: ${name}`,
      why,
      operation: id,
      steps: (world) =>
        request(method, path, {
          headers: { ...authorized(world, operation), ...headers },
          ...(body === undefined ? {} : { body }),
        }),
      expect: expected,
    });
    const unsupported = { status: 415, code: 'unsupported_media_type' };
    const malformed = { status: 400, code: 'malformed_json' };
    const invalid = { status: 400, code: 'validation_failed' };
    return [
      refused('no type and no body', 'row 5', {}, undefined, unsupported),
      refused('no type, with a body', 'row 6', {}, '{}', unsupported),
      refused('plain text', 'row 7', { 'Content-Type': 'text/plain' }, '{}', unsupported),
      refused('a malformed type', 'row 8', { 'Content-Type': '///' }, '{}', unsupported),
      refused('latin-1', 'row 9', { 'Content-Type': 'application/json; charset=iso-8859-1' }, '{}', unsupported),
      refused('UTF-16', 'row 10', { 'Content-Type': 'application/json; charset=utf-16' }, '{}', unsupported),
      refused('an unknown coding', 'row 19', { ...JSON_TYPE, 'Content-Encoding': 'zstd' }, '{}', {
        status: 415,
        code: 'unsupported_content_encoding',
      }),
      refused('a length of 0', 'row 3', { ...JSON_TYPE, 'Content-Length': '0' }, undefined, malformed),
      refused('JSON announced, nothing sent', 'row 4', JSON_TYPE, undefined, malformed),
      refused('broken JSON', 'rows 1, 2: the connection stays', JSON_TYPE, '{"a":', malformed),
      refused('__proto__', 'row 11', JSON_TYPE, '{"__proto__":{}}', malformed),
      refused('constructor.prototype', 'row 12', JSON_TYPE, '{"constructor":{"prototype":{}}}', malformed),
      refused('bytes that are not UTF-8', 'RFC 8259, 8.1', JSON_TYPE, Uint8Array.of(0x22, 0xff, 0x22), malformed),
      refused('null', 'row 13', JSON_TYPE, 'null', invalid),
      refused('a number', 'row 13', JSON_TYPE, '1', invalid),
      refused('a list', 'row 13', JSON_TYPE, '[]', invalid),
      refused('properties that nobody documented', 'row 22', JSON_TYPE, '{"zzz":1,"a/b~c":2}', invalid),
      {
        name: `${id}: larger than it may be, not sent`,
        why: 'rows 16, 17',
        operation: id,
        steps: (world) =>
          request(method, path, {
            headers: {
              ...authorized(world, operation),
              ...JSON_TYPE,
              'Content-Length': String(operation.maxBodyBytes + 1),
            },
          }),
        expect: { status: 413, code: 'body_too_large' },
      },
    ];
  }),
  ...ALL.map(
    ({ id, method, path, security }): WireCase<World> => ({
      name: `${id}: a query key that nobody documented`,
      why: 'row 29',
      operation: id,
      steps: ({ student }) =>
        request(method, `${path}?zzz=1&%ff=2&a[b]=3`, {
          headers: {
            ...(security.length > 0 ? { Authorization: `Bearer ${student.token}` } : {}),
            ...(method === 'GET' ? {} : JSON_TYPE),
          },
          ...(method === 'GET' ? {} : { body: '{}' }),
        }),
      expect: { status: 400, code: 'validation_failed' },
    }),
  ),
  ...ALL.map(
    ({ id, path }): WireCase<World> => ({
      name: `${id}: a method that its path does not have`,
      why: 'row 42; RFC 9110, 15.5.6',
      operation: id,
      steps: request('PATCH', path, { headers: JSON_TYPE, body: '{' }),
      expect: { status: 405, code: 'method_not_allowed', headers: { allow: /OPTIONS/ } },
    }),
  ),
];

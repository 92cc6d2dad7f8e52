import type { FieldLine } from '../../../parity/answer.ts';
import { more, pipeline, raw, request } from '../../wire/request.ts';
import { answers, HALF_CLOSE } from '../../wire/step.ts';
import type { GenericCase } from './build.ts';

const EITHER_END = { resets: 'as-closed' } as const;

/**
 * What belongs to no operation: malformed requests, unknown paths, several requests on one connection.
 * @param path of a safe operation, to which the well-framed ones go
 */
export function framing(path: string): GenericCase[] {
  const bytes = (name: string, why: string, lines: string): GenericCase => ({
    name: `framing: ${name}`,
    why,
    steps: raw(lines),
    rules: EITHER_END,
  });
  const get = (fields: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`;
  return [
    bytes('garbage', 'RFC 9112, 2.2', 'garbage\r\n\r\n'),
    bytes('no Host', 'RFC 9112, 3.2', `GET ${path} HTTP/1.1\r\n\r\n`),
    bytes('two Hosts', 'RFC 9112, 3.2', get('Host: other\r\n')),
    bytes('a Host with a blank', 'RFC 9112, 3.2', `GET ${path} HTTP/1.1\r\nHost: a b\r\n\r\n`),
    bytes('a head of 20 kB', 'RFC 6585, 5', get(`X-Long: ${'a'.repeat(20_000)}\r\n`)),
    bytes(
      'a target of 20 kB',
      'RFC 9110, 15.5.15',
      `GET ${path}?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    ),
    bytes('150 fields', 'RFC 6585, 5', get(Array.from({ length: 150 }, (_, at) => `X-${at}: 1\r\n`).join(''))),
    bytes('a negative length', 'RFC 9112, 6.3', get('Content-Length: -1\r\n')),
    bytes('a length that is none', 'RFC 9112, 6.3', get('Content-Length: a\r\n')),
    bytes('two lengths', 'RFC 9112, 6.3', `${get('Content-Length: 1\r\nContent-Length: 2\r\n')}{}`),
    bytes(
      'both framings',
      'RFC 9112, 6.1',
      `${get('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n')}2\r\n{}\r\n0\r\n\r\n`,
    ),
    bytes('an unknown transfer coding', 'RFC 9112, 6.1', get('Transfer-Encoding: x-unknown\r\n')),
    bytes('a broken chunk', 'RFC 9112, 7.1', `${get('Transfer-Encoding: chunked\r\n')}zz\r\n`),
    bytes('a folded line', 'RFC 9112, 5.2', get('X-Folded: 1\r\n 2\r\n')),
    bytes('a blank before the colon', 'RFC 9112, 5.1', get('X-Blank : 1\r\n')),
    bytes('a null byte in a value', 'RFC 9110, 5.5', get('X-Null: a\0b\r\n')),
    bytes('a name that is none', 'RFC 9110, 5.1', get('X(: 1\r\n')),
    bytes('bare line feeds', 'RFC 9112, 2.2', `GET ${path} HTTP/1.1\nHost: localhost\n\n`),
    bytes('HTTP/2.0', 'RFC 9112, 2.3', `GET ${path} HTTP/2.0\r\nHost: localhost\r\n\r\n`),
    bytes('HTTP/0.9', 'RFC 9112, 2.3', `GET ${path}\r\n\r\n`),
    bytes('a method in lower case', 'RFC 9110, 9.1', `get ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    bytes('OPTIONS *', 'RFC 9110, 9.3.7', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    bytes('CONNECT', 'RFC 9110, 9.3.6', 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    bytes(
      'a wish for WebSocket',
      'RFC 9110, 7.8',
      get(
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n',
      ),
    ),
    bytes('a wish for HTTP/2', 'RFC 9110, 7.8', get('Connection: Upgrade\r\nUpgrade: h2c\r\n')),
    bytes('empty lines before a request', 'RFC 9112, 2.2', `\r\n\r\n${get('')}`),
    ...unknownPaths(),
    ...connections(path),
  ];
}

function unknownPaths(): GenericCase[] {
  const unknown = (name: string, target: string, headers: Readonly<Record<string, string>> = {}): GenericCase => ({
    name: `unknown: ${name}`,
    why: 'RFC 9110, 15.5.5',
    steps: (given) => request('GET', target, { headers: [...given, ...Object.entries(headers)] }),
  });
  return [
    unknown('a path', '/nothing-is-here'),
    unknown('a path, as HTML', '/nothing-is-here', { Accept: 'text/html' }),
    unknown('a path, as JSON', '/nothing-is-here', { Accept: 'application/json' }),
    unknown('a path, compressed', '/nothing-is-here', { 'Accept-Encoding': 'gzip, br' }),
    unknown('a path with a query', '/nothing-is-here?a=<b>'),
    unknown('a path not in ASCII', '/%E2%82%AC'),
    unknown('a percent sign that encodes nothing', '/%zz'),
    unknown('bytes that are not UTF-8', '/%ff'),
    unknown('the root', '/'),
    unknown('the root with a query', '/?'),
  ];
}

function connections(path: string): GenericCase[] {
  const get = (given: readonly FieldLine[], headers: readonly FieldLine[] = []) =>
    request('GET', path, { headers: [...given, ...headers] });
  const unknown = (given: readonly FieldLine[]) => request('GET', '/nothing-is-here', { headers: [...given] });
  return [
    {
      name: 'connection: used again behind an unknown path',
      why: 'RFC 9112, 9.3',
      steps: (given) => [unknown(given), answers(1), get(given), answers(2)],
    },
    {
      name: 'connection: used again behind HEAD',
      why: 'RFC 9112, 6.3',
      steps: (given) => [request('HEAD', path, { headers: [...given] }), answers(1), get(given), answers(2)],
    },
    {
      name: 'connection: an unknown path pipelined',
      why: 'RFC 9112, 9.3.2',
      steps: (given) => pipeline(get(given), unknown(given), get(given)),
    },
    {
      name: 'connection: half closed behind the request',
      why: 'RFC 9112, 9.6',
      steps: (given) => [get(given), HALF_CLOSE, answers(1)],
      rules: EITHER_END,
    },
    {
      name: 'connection: garbage behind a request',
      why: 'RFC 9112, 2.2',
      steps: (given) => [get(given), answers(1), more('garbage\r\n\r\n'), answers(2)],
      rules: EITHER_END,
    },
  ];
}

import { pipeline, raw, request } from '../request.ts';
import { answers } from '../step.ts';
import { ended, HEALTH, type Line, MALFORMED, open, PROFILE, table } from './lines.ts';

const notAllowed = open(405, { code: 'method_not_allowed', headers: { allow: 'GET, HEAD, OPTIONS' } });
const line = (version: string) => `GET /health ${version}\r\nHost: a\r\n\r\n`;

/** Methods that a path does not have, that node knows and that nobody knows. */
const methods: readonly Line[] = [
  ...[
    'POST',
    'PUT',
    'DELETE',
    'PATCH',
    'PROPFIND',
    'LOCK',
    'REPORT',
    'SEARCH',
    'PURGE',
    'M-SEARCH',
    'TRACE',
    'QUERY',
  ].map((method): Line => [method, 'row 42; RFC 9110, 15.5.6', request(method, '/health'), notAllowed]),
  ['BREW', 'RFC 9110, 9.1: node knows its methods by name', request('BREW', '/health'), MALFORMED],
  [
    'a method in lower case',
    'RFC 9110, 9.1: case counts',
    raw('get /health HTTP/1.1\r\nHost: a\r\n\r\n', ['GET']),
    MALFORMED,
  ],
  [
    'a method in mixed case',
    'RFC 9110, 9.1: case counts',
    raw('Get /health HTTP/1.1\r\nHost: a\r\n\r\n', ['GET']),
    MALFORMED,
  ],
  ['a method with a tail', 'RFC 9110, 9.1', request('GETS', '/health'), MALFORMED],
  ['no method', 'RFC 9112, 3', raw(' /health HTTP/1.1\r\nHost: a\r\n\r\n'), MALFORMED],
  ['two blanks', 'RFC 9112, 3: may be taken as one', raw('GET  /health HTTP/1.1\r\nHost: a\r\n\r\n'), open(200)],
  ['a tab for a blank', 'RFC 9112, 3', raw('GET\t/health HTTP/1.1\r\nHost: a\r\n\r\n'), MALFORMED],
  ['a method on an unknown path', 'row 47', request('PROPFIND', '/nothing'), open(404)],
  [
    'a body with a method that the path does not have',
    'row 42',
    pipeline(request('DELETE', PROFILE, { body: { a: 1 } }), request('GET', '/health')),
    [{ status: 405 }, { status: 200 }],
  ],
  ['CONNECT with a path', 'RFC 9112, 3.2.3', request('CONNECT', '/health'), ended(405)],
  [
    'CONNECT behind another',
    'RFC 9112, 9.3.2: answers in order, none lost',
    pipeline(request('PUT', '/health'), request('GET', '/health'), request('CONNECT', 'a:80')),
    [{ status: 405 }, { status: 200 }, { status: 405 }],
  ],
  [
    'CONNECT, and bytes for the tunnel',
    'RFC 9110, 9.3.6',
    raw('CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n'),
    ended(405),
  ],
  [
    'a method that another overrides',
    'ours takes no override',
    request('POST', '/health', { headers: { 'X-HTTP-Method-Override': 'GET' } }),
    open(405),
  ],
];

/** Versions of the protocol; RFC 9112, 2.3 and RFC 9110, 2.5. */
const versions: readonly Line[] = [
  ...[
    'HTTP/1.2',
    'HTTP/3.0',
    'HTTP/1',
    'HTTP/1.',
    'HTTP/11',
    'HTTP/1.12',
    'http/1.1',
    'HTTPS/1.1',
    'HTTP 1.1',
    'ICE/1.0',
    'HTTP/1.1 x',
  ].map((version): Line => [`version ${version}`, 'RFC 9112, 2.3', line(version), MALFORMED]),
  ['version HTTP/2.0', 'RFC 9110, 15.6.6', line('HTTP/2.0'), ended(505)],
  ['version HTTP/0.9', 'RFC 9110, 15.6.6', line('HTTP/0.9'), ended(505)],
  ['no version', 'RFC 9112, 3', 'GET /health\r\nHost: a\r\n\r\n', ended(505)],
  ['a request of HTTP/0.9', 'RFC 9112, A', 'GET /health\r\n\r\n', ended(505)],
  ['the preface of HTTP/2', 'RFC 9113, 3.4', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', MALFORMED],
  ['HTTP/1.0 without Host', 'RFC 9112, 3.2', 'GET /health HTTP/1.0\r\n\r\n', ended(200)],
  ['HTTP/1.0, kept', 'RFC 9112, 9.3', 'GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', 200],
  ['HTTP/1.0, HEAD', 'RFC 9110, 9.3.2', raw('HEAD /health HTTP/1.0\r\n\r\n', ['HEAD']), ended(200, { body: '' })],
  [
    'HTTP/1.0, what would be chunked',
    'RFC 9112, 6.1: not to 1.0',
    'GET /openapi.json HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n',
    ended(200),
  ],
  ['HTTP/1.0, a refusal', 'row 47', 'GET /nothing HTTP/1.0\r\n\r\n', ended(404, { code: 'not_found' })],
  [
    'HTTP/1.0, then HTTP/1.1',
    'RFC 9112, 9.3',
    [pipeline(raw('GET /health HTTP/1.0\r\n\r\n'), raw(line('HTTP/1.1'))), answers(1)],
    ended(200),
  ],
];

/**
 * An upgrade may be ignored (RFC 9110, 7.8): the request is answered as if it were not asked for. Then the connection ends, as bytes
 * behind it may be lost.
 */
const upgrades: readonly Line[] = [
  [
    'to websocket',
    'RFC 6455, 4.2',
    `${HEALTH}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    ended(200),
  ],
  [
    'to h2c',
    'RFC 7540, 3.2',
    `${HEALTH}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`,
    ended(200),
  ],
  ['to what nobody knows', 'RFC 9110, 7.8', `${HEALTH}Connection: Upgrade\r\nUpgrade: tea\r\n\r\n`, ended(200)],
  ['without Connection', 'RFC 9110, 7.8', `${HEALTH}Upgrade: websocket\r\n\r\n`, open(200)],
  [
    'with a body',
    'RFC 9110, 7.8',
    request('POST', '/api/auth/login', { headers: { Connection: 'Upgrade', Upgrade: 'tea' }, body: {} }),
    ended(400, { code: 'validation_failed' }),
  ],
  [
    'on an unknown path',
    'RFC 9110, 7.8',
    request('GET', '/nothing', { headers: { Connection: 'Upgrade', Upgrade: 'websocket' } }),
    ended(404),
  ],
  [
    'and a request after it',
    'RFC 9110, 7.8',
    pipeline(
      request('GET', '/health', { headers: { Connection: 'Upgrade', Upgrade: 'h2c' } }),
      request('GET', '/nothing'),
    ),
    { status: 200, answers: 1, connection: 'ended' },
  ],
];

export const methodsAndVersions = [
  ...table('method', methods),
  ...table('version', versions),
  ...table('upgrade', upgrades),
];

import type { Fault } from '../fault.ts';
import { changeField, changeLine, field, withField, withoutField } from '../proxy/fields.ts';
import type { RequestMessage } from '../proxy/message.ts';
import { planted } from './answers.ts';

const head = (name: string, about: string, change: (head: RequestMessage) => RequestMessage): Fault =>
  planted(`request: ${name}`, about, 'request', { head: change });

const target = (name: string, about: string, change: (target: string) => string): Fault =>
  head(name, about, (message) => ({ ...message, target: change(message.target) }));

const dropped = (name: string, about: string): Fault =>
  head(`${name} is not seen`, about, (message) => withoutField(message, name));

/** The path part of a target. */
const inPath = (change: (path: string) => string) => (whole: string) => {
  const [path = '', ...query] = whole.split('?');
  return [change(path), ...query].join('?');
};

/** What the candidate makes of the head of a request before it decides anything. */
export const requests: readonly Fault[] = [
  target(
    'a trailing slash is ignored',
    'row 37',
    inPath((path) => path.replace(/(.)\/$/, '$1')),
  ),
  target(
    'paths in lower case',
    'row 38',
    inPath((path) => path.toLowerCase()),
  ),
  target(
    'slashes merged',
    'RFC 3986, 6.2.2',
    inPath((path) => path.replace(/^\/\/+/, '/')),
  ),
  target(
    'dots resolved',
    'RFC 3986, 5.2.4',
    inPath((path) => path.replace(/\/[^/]+\/\.\.\//, '/')),
  ),
  target(
    'letters decoded',
    'row 36',
    inPath((path) => path.replaceAll(/%68/g, 'h')),
  ),
  target(
    'a semicolon ends the path',
    'RFC 3986, 3.3',
    inPath((path) => path.replace(/;.*$/, '')),
  ),
  target(
    'a backslash is a slash',
    'RFC 3986, 2: the rule of the URL standard',
    inPath((path) => path.replaceAll('\\', '')),
  ),
  target('a fragment is cut off', 'row 40', (whole) => whole.replace(/#.*$/, '')),
  target(
    'broken encodings are taken as they are',
    'row 35',
    inPath((path) => path.replaceAll(/%(zz|ff)/g, '')),
  ),
  target('the query is not looked at', 'row 29', (whole) => whole.replace(/\?.*$/, '')),
  target('empty values are left out', 'row 30', (whole) => whole.replace(/\?[^=&]+=$/, '')),
  target('repeated keys: the last counts', 'row 31', (whole) => whole.replace(/(\?|&)(\w+)=[^&]*&(?=\2=)/g, '$1')),
  target('nested keys are taken apart', 'row 32', (whole) => whole.replace(/(\w+)\[\w*\]=/g, '$1=')),
  target('only the first keys are read', 'row 34', (whole) => whole.split('&').slice(0, 1000).join('&')),
  target('absolute form is no path', 'row 39; RFC 9112, 3.2.2', (whole) =>
    whole.startsWith('http://') ? `/${whole.slice(7)}` : whole,
  ),
  dropped('accept-encoding', 'row 61: the plugin is missing'),
  dropped('authorization', 'a hook that was not carried over'),
  dropped('origin', 'row 59: the plugin is missing'),
  dropped('x-request-id', 'request ids: the plugin is missing'),
  dropped('x-forwarded-for', 'the proxy is not trusted'),
  dropped('content-encoding', 'row 18'),
  dropped('access-control-request-method', 'row 58'),
  dropped('expect', 'RFC 9110, 10.1.1'),
  head('a foreign scheme counts as a token', 'RFC 9110, 11.4', (message) =>
    changeField(message, 'authorization', (value) => value.replace(/^Basic /, 'Bearer ')),
  ),
  head('the scheme only in its own case', 'RFC 9110, 11.1', (message) =>
    changeField(message, 'authorization', (value) => value.replace(/^bearer /, 'X-bearer ')),
  ),
  head('the first of two tokens counts', 'RFC 6750, 2.1', (message) =>
    changeField(message, 'authorization', (value) => value.replace(/^(Bearer \S+) .*$/, '$1')),
  ),
  head('parameters of the media type are ignored', 'row 9', (message) =>
    changeField(message, 'content-type', (value) => value.split(';', 1)[0] ?? value),
  ),
  head('a missing media type is JSON', 'rows 5 and 6', (message) =>
    field(message, 'content-type') === undefined && message.method === 'POST'
      ? withField(message, 'Content-Type: application/json')
      : message,
  ),
  head('text is JSON', 'row 7', (message) =>
    changeField(message, 'content-type', (value) => value.replace('text/plain', 'application/json')),
  ),
  head('the media type only in lower case', 'RFC 9110, 8.3.1', (message) =>
    changeField(message, 'content-type', (value) => (value === 'APPLICATION/JSON' ? 'x/y' : value)),
  ),
  head('a coding only in lower case', 'RFC 9110, 8.4.1', (message) =>
    changeField(message, 'content-encoding', (value) => (value === 'GZIP' ? 'X-GZIP-2' : value)),
  ),
  head('weights are not read', 'RFC 9110, 12.4.2', (message) =>
    changeField(message, 'accept-encoding', (value) => value.replaceAll(/;q=[\d.]+/g, '')),
  ),
  head('the method by a header', 'X-HTTP-Method-Override', (message) => {
    const method = field(message, 'x-http-method-override');
    return method === undefined ? message : { ...message, method };
  }),
  head('HEAD is refused', 'row 43', (message) =>
    message.method === 'HEAD' ? { ...message, target: '/nothing' } : message,
  ),
  head('OPTIONS without an origin is no preflight', 'row 44', (message) =>
    message.method === 'OPTIONS' && field(message, 'origin') === undefined ? { ...message, method: 'DELETE' } : message,
  ),
  head('HTTP/1.0 is HTTP/1.1', 'RFC 9112, 9.3', (message) => ({ ...message, version: '1.1' })),
  head('connection options are not read', 'RFC 9112, 9.6', (message) =>
    changeLine(message, 'connection', (line) => line.replace('close', 'keep-alive')),
  ),
  head('lengths of bodies are not limited early', 'row 17', (message) =>
    changeField(message, 'content-length', (value) => (value === '65537' ? '65536' : value)),
  ),
];

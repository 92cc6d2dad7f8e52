import type { Fault } from '../fault.ts';
import { changeField, changeLine, field, withField, withoutField } from '../proxy/fields.ts';
import { type ChangeAnswer, inAnswers, onStatus } from './answers.ts';

const missing = (name: string, about: string, on: (change: ChangeAnswer) => ChangeAnswer = (change) => change) =>
  inAnswers(
    `header missing: ${name}`,
    about,
    on((answer) => withoutField(answer, name)),
  );

const extra = (line: string, about: string) =>
  inAnswers(`header extra: ${line}`, about, (answer) => withField(answer, line));

const changed = (what: string, about: string, name: string, change: (value: string) => string) =>
  inAnswers(`header ${name}: ${what}`, about, (answer) => changeField(answer, name, change));

const onErrors = (change: ChangeAnswer): ChangeAnswer => {
  return (answer, exchange) => (answer.status >= 400 ? change(answer, exchange) : answer);
};

/** Fields that are missing, too many, or say something else. */
export const headers: readonly Fault[] = [
  missing('allow', 'row 42; RFC 9110, 15.5.6'),
  missing('vary', 'row 59; RFC 9110, 12.5.5'),
  missing('date', 'RFC 9110, 6.6.1'),
  missing('content-type', 'RFC 9110, 8.3'),
  missing('www-authenticate', 'RFC 9110, 11.6.1'),
  missing('retry-after', 'RFC 9110, 10.2.3'),
  missing('ratelimit', 'row 63: plugins send other fields'),
  missing('ratelimit-policy', 'row 63: not in the draft mode of the plugin'),
  missing('x-request-id', 'a hook that was not carried over'),
  missing('keep-alive', 'row 53'),
  missing('access-control-allow-origin', 'row 57; Fetch, 3.2.3'),
  missing('access-control-allow-credentials', 'Fetch, 3.2.3'),
  missing('access-control-expose-headers', 'Fetch, 3.2.3'),
  missing('access-control-max-age', 'Fetch, 3.2.3: only on preflights'),
  missing('content-security-policy', 'row 60: not on errors', onErrors),
  missing('strict-transport-security', 'RFC 6797, 6.1'),
  missing('x-content-type-options', 'row 60'),
  missing('cross-origin-resource-policy', 'another major version of helmet'),
  missing('x-permitted-cross-domain-policies', 'another major version of helmet'),
  inAnswers(
    'header missing: all of helmet on an unknown path',
    'row 60: a 404 that no hook sees',
    onStatus(404, (answer) => ({
      ...answer,
      fields: answer.fields.filter((line) => !/^(x-|cross-|strict-)/i.test(line)),
    })),
  ),
  extra('X-Powered-By: Express', 'row 52'),
  extra('ETag: W/"2-nJl"', 'row 48'),
  extra('Server: fastify', 'RFC 9110, 10.2.4'),
  extra('Cache-Control: no-store', 'RFC 9111, 5.2.2: a proxy would behave otherwise'),
  extra('Set-Cookie: sid=1; HttpOnly', 'RFC 6265, 4.1: a session plugin'),
  changed('without HEAD', 'row 43', 'allow', (value) => value.replace('HEAD, ', '')),
  changed('in another order', 'row 42', 'allow', (value) => value.split(', ').toReversed().join(', ')),
  changed('without its charset', 'row 50', 'content-type', (value) => value.replace('; charset=utf-8', '')),
  changed('charset in capitals', 'row 50', 'content-type', (value) => value.replace('utf-8', 'UTF-8')),
  changed('plain JSON for problems', 'RFC 9457, 3', 'content-type', (value) => value.replace('problem+', '')),
  changed('a type more', 'row 59', 'vary', (value) => `${value}, accept`),
  changed('names in capitals', 'row 59', 'vary', (value) => value.replace('origin', 'Origin')),
  changed('any', 'Fetch, 3.2.3: credentials would be refused', 'access-control-allow-origin', () => '*'),
  changed('the plugin default', 'row 57', 'access-control-allow-methods', () => 'GET,HEAD,POST'),
  changed('a day', 'Fetch, 3.2.3', 'access-control-max-age', () => '86400'),
  changed('of the error page', 'row 74: finalhandler', 'content-security-policy', () => "default-src 'none'"),
  changed('another default', 'another major version of helmet', 'x-frame-options', () => 'DENY'),
  changed('switched on', 'another major version of helmet', 'x-xss-protection', () => '1; mode=block'),
  changed('half a year', 'another major version of helmet', 'strict-transport-security', (value) =>
    value.replace('31536000', '15552000'),
  ),
  changed('counted twice', 'a limiter in two hooks', 'ratelimit', (value) =>
    value.replace(/r=(\d+)/, (_, left) => `r=${Number(left) - 1}`),
  ),
  changed('end of the window as a date', 'row 63', 'ratelimit', (value) => value.replace(/t=\d+/, 't=1767225660')),
  changed('scheme in lower case', 'RFC 9110, 11.1', 'www-authenticate', (value) => value.replace('Bearer', 'bearer')),
  changed('without the error', 'RFC 6750, 3', 'www-authenticate', (value) => value.split(' ', 1)[0] ?? value),
  changed('as a date', 'RFC 9110, 10.2.3', 'retry-after', () => 'Thu, 01 Jan 2026 00:00:42 GMT'),
  changed('another hint', 'row 53', 'keep-alive', () => 'timeout=5'),
  changed('in ISO form', 'RFC 9110, 5.6.7', 'date', () => '2026-01-01T00:00:00.000Z'),
  inAnswers('header x-request-id: not the client’s own', 'request ids: the plugin makes its own', (answer, exchange) =>
    field(exchange, 'x-request-id') === undefined ? answer : changeField(answer, 'x-request-id', () => 'req-1'),
  ),
  inAnswers('header x-request-id: twice', 'RFC 9110, 5.2: set by two hooks', (answer) =>
    changeLine(answer, 'x-request-id', (line) => [line, line]),
  ),
  inAnswers('header names in lower case', 'row 51', (answer) => ({
    ...answer,
    fields: answer.fields.map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase())),
  })),
  inAnswers('header name of one in lower case', 'row 51', (answer) =>
    changeLine(answer, 'vary', (line) => line.replace(/^Vary/, 'vary')),
  ),
  inAnswers('header renamed: rate limit', 'row 63: the older names', (answer) =>
    changeLine(answer, 'ratelimit', (line) => line.replace(/^RateLimit/, 'X-RateLimit')),
  ),
  inAnswers('header order: content type first', 'row 51: the framework writes its own first', (answer) => ({
    ...answer,
    fields: answer.fields.toSorted((a, b) => Number(/^content-type/i.test(b)) - Number(/^content-type/i.test(a))),
  })),
  inAnswers('header blanks: none behind the colon', 'RFC 9112, 5.1', (answer) =>
    changeLine(answer, 'content-type', (line) => line.replace(': ', ':')),
  ),
  inAnswers('header blanks: one at the end', 'RFC 9112, 5.1', (answer) =>
    changeLine(answer, 'vary', (line) => `${line} `),
  ),
  inAnswers('header joined fields split', 'RFC 9110, 5.3', (answer) =>
    changeLine(answer, 'vary', (line) => {
      const [first = '', second] = line.split(', ');
      return second === undefined ? line : [first, `Vary: ${second}`];
    }),
  ),
];

import type { Fault } from '../fault.ts';
import { changeJson, changeText, field, type Members, parseObject, withBody } from '../proxy/fields.ts';
import type { RequestMessage } from '../proxy/message.ts';
import { planted } from './answers.ts';

const whole = (name: string, about: string, body: (request: RequestMessage) => RequestMessage): Fault =>
  planted(`request body: ${name}`, about, 'request', { body });

const text = (name: string, about: string, change: (text: string) => string): Fault =>
  whole(name, about, (request) => changeText(request, change));

/** The change in the members of a body in which it changes anything; others keep their bytes. */
const members = (name: string, about: string, change: (entries: Members) => Members): Fault =>
  whole(name, about, (request) => {
    const before = parseObject(request.body.toString('utf8'));
    if (before === undefined) return request;
    return JSON.stringify(change(before)) === JSON.stringify(before) ? request : changeJson(request, change);
  });

/** The change in each member; one that becomes `undefined` is left out. */
const values = (name: string, about: string, change: (value: unknown, key: string) => unknown): Fault =>
  members(name, about, (before) =>
    Object.fromEntries(Object.entries(before).map(([key, value]) => [key, change(value, key)])),
  );

const texts = (name: string, about: string, change: (value: string, key: string) => string): Fault =>
  values(name, about, (value, key) => (typeof value === 'string' ? change(value, key) : value));

const KNOWN = new Set(
  ['email', 'password', 'firstName', 'lastName', 'role', 'token', 'bio', 'profilePicture'].concat([
    'prompt',
    'type',
    'context',
  ]),
);

/** What the candidate makes of a body before it is validated. */
export const requestBodies: readonly Fault[] = [
  values('scalars are coerced to texts', 'row 21', (value) =>
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
  ),
  values('null is an empty text', 'row 21', (value) => (value === null ? '' : value)),
  values('null is absent', 'row 71', (value) => (value === null ? undefined : value)),
  values('an empty text is absent', 'a client library of another kind', (value) => (value === '' ? undefined : value)),
  values('a list of one is its item', 'row 21: coerceTypes array', (value) =>
    Array.isArray(value) && value.length === 1 ? value[0] : value,
  ),
  members('unknown members are stripped', 'row 22', (before) =>
    Object.fromEntries(Object.entries(before).filter(([key]) => KNOWN.has(key))),
  ),
  members('keys are compared in lower case', 'another parser', (before) =>
    Object.fromEntries(Object.entries(before).map(([key, value]) => [key === 'Email' ? 'email' : key, value])),
  ),
  texts('texts are trimmed', 'another validator', (value) => value.trim()),
  texts('passwords are trimmed', 'another form library', (value, key) => (key === 'password' ? value.trim() : value)),
  texts('texts in normal form C', 'Unicode Annex 15', (value) => value.normalize('NFC')),
  texts('lone surrogates replaced', 'RFC 8259, 8.2: a detour through UTF-8', (value) => value.toWellFormed()),
  texts('control characters stripped', 'a sanitizer', (value) => value.replaceAll(/\p{Cc}/gu, '')),
  texts('angle brackets escaped', 'a sanitizer', (value) => value.replaceAll('<', '&lt;')),
  texts('line ends made two characters', 'a text form', (value) => value.replaceAll('\n', '\r\n')),
  texts('names cut at 50 characters', 'a column too small', (value, key) =>
    /Name$/.test(key) ? value.slice(0, 50) : value,
  ),
  texts('emails of a lax format accepted', 'row 23', (value, key) =>
    key === 'email' && /^[^@]+@[^@.]+$/.test(value) ? `${value}.org` : value,
  ),
  texts('long texts cut', 'a column too small', (value) => value.slice(0, 200)),
  text('no prototype keys', 'rows 11 and 12', (body) => body.replaceAll('"__proto__"', '"_proto_"')),
  text('a constructor key is refused', 'row 12', (body) => body.replaceAll('"constructor"', '"__proto__"')),
  text('a byte order mark is no JSON', 'row 14', (body) => body.replace(/^\ufeff/, '?')),
  text('scalars at the top are refused early', 'row 13', (body) => (/^[^{[]/.test(body) ? `x${body}` : body)),
  text('broken JSON is no body', 'row 1', (body) => (body === '{' ? '{}' : body)),
  text('repeated members: the first counts', 'RFC 8259, 4', (body) =>
    // The expression goes back and forth: on a long text too often.
    body.length > 10_000 ? body : body.replace(/"(\w+)":("[^"\\]*")(.*),"\1":"[^"\\]*"/s, '"$1":$2$3'),
  ),
  whole('JSON is parsed and written anew', 'a middleware before the validator', (request) =>
    changeText(request, (body) => {
      const parsed = parseObject(body);
      return parsed === undefined ? body : JSON.stringify(parsed);
    }),
  ),
  whole('cut at 32 KiB', 'row 16: another limit', (request) =>
    request.body.length > 32_768 ? withBody(request, request.body.subarray(0, 32_768)) : request,
  ),
  whole('bodies of GET are not read', 'row 20', (request) =>
    request.method === 'GET' ? withBody(request, '') : request,
  ),
  whole('read as latin-1', 'row 9', (request) =>
    field(request, 'content-encoding') === undefined ? withBody(request, request.body.toString('latin1')) : request,
  ),
  whole('bytes that are no UTF-8 replaced', 'RFC 8259, 8.1', (request) =>
    field(request, 'content-encoding') === undefined ? withBody(request, request.body.toString('utf8')) : request,
  ),
];

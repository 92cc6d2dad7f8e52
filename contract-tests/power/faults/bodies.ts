import type { Fault } from '../fault.ts';
import { changeJson, changeText, field, type Members } from '../proxy/fields.ts';
import { inAnswers, onOperation, onStatus } from './answers.ts';

const text = (name: string, about: string, change: (text: string) => string): Fault =>
  inAnswers(`body: ${name}`, about, (answer) => changeText(answer, change));

const json = (name: string, about: string, change: (members: Members) => unknown): Fault =>
  inAnswers(`body: ${name}`, about, (answer) => changeJson(answer, change));

/** The change in the member `user`, where there is one. */
const user = (name: string, about: string, change: (user: Members) => Members): Fault =>
  json(name, about, (members) => (isObject(members.user) ? { ...members, user: change(members.user) } : members));

/** The change in a problem document. */
const problem = (name: string, about: string, change: (members: Members) => Members): Fault =>
  json(name, about, (members) => (members.code === undefined ? members : change(members)));

/** The change in a problem's list of errors. */
const errors = (name: string, about: string, change: (list: readonly Members[]) => readonly Members[]): Fault =>
  problem(name, about, (members) =>
    // The contract says what the list holds.
    Array.isArray(members.errors) ? { ...members, errors: change(members.errors as readonly Members[]) } : members,
  );

/** Bodies: how they are written, and what stands in them. */
export const bodies: readonly Fault[] = [
  text('a line end behind it', 'res.json with spaces, or a stream that was ended with one', (body) => `${body}\n`),
  text('a byte order mark before it', 'row 14; RFC 8259, 8.1', (body) => `\ufeff${body}`),
  text('not ASCII escaped', 'RFC 8259, 7: another serializer', (body) =>
    body.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ),
  text('slashes escaped', 'RFC 8259, 7: another serializer', (body) =>
    body.startsWith('{') ? body.replaceAll('/', '\\/') : body,
  ),
  text('not ASCII lost', 'a text written as latin-1', (body) => body.replaceAll(/[^\0-\xff]/g, '?')),
  text('whole numbers with a fraction', 'RFC 8259, 6', (body) => body.replaceAll(/:(\d+)([,}])/g, ':$1.0$2')),
  text('fractions cut off', 'row 68', (body) => body.replaceAll(/:(\d+)\.\d+([,}])/g, ':$1$2')),
  text('dates without milliseconds', 'RFC 3339, 5.6', (body) => body.replaceAll(/(T[\d:]{8})\.\d{3}Z/g, '$1Z')),
  text('dates with an offset', 'RFC 3339, 5.6', (body) => body.replaceAll(/(T[\d:.]{12})Z/g, '$1+00:00')),
  text('dates as numbers', 'row 72', (body) =>
    body.replaceAll(/"(\d{4}-\d\d-\d\dT[\d:.]{12}Z)"/g, (_, date) => String(Date.parse(date))),
  ),
  text('dates without a time', 'row 72', (body) => body.replaceAll(/(\d{4}-\d\d-\d\d)T[\d:.]{12}Z/g, '$1')),
  text('ids in capitals', 'RFC 9562, 4: another driver', (body) =>
    body.replaceAll(/"id":"[^"]*"/g, (member) => member.toUpperCase().replace('"ID"', '"id"')),
  ),
  text('indented', 'the setting "json spaces"', (body) =>
    body.startsWith('{"') ? JSON.stringify(JSON.parse(body), undefined, 2) : body,
  ),
  json('members in another order', 'row 6: the schema’s order', (members) =>
    Object.fromEntries(Object.entries(members).toReversed()),
  ),
  json('wrapped in an envelope', 'an onSend hook', (members) =>
    members.code === undefined ? { data: members } : members,
  ),
  user('a member missing', 'row 6: not in the schema', ({ createdAt: _, ...others }) => others),
  user('an undocumented member', 'row 22: the row as it is', (members) => ({ ...members, passwordHash: 'x' })),
  user('a member null where it is absent', 'row 71', (members) => ({ bio: null, ...members })),
  user('a member empty where it is absent', 'row 71', (members) => ({ profilePicture: '', ...members })),
  user('a member renamed', 'names of columns', ({ firstName, ...others }) => ({ ...others, first_name: firstName })),
  user('a flag as a number', 'a driver without booleans', (members) => ({
    ...members,
    isVerified: Number(members.isVerified),
  })),
  user('a flag as a text', 'row 21', (members) => ({ ...members, isVerified: String(members.isVerified) })),
  user('the email as it was typed', 'another normal form', (members) => ({
    ...members,
    email: String(members.email).replace(/^./, (first) => first.toUpperCase()),
  })),
  json('success as a text', 'a serializer by schema', (members) =>
    members.success === undefined ? members : { ...members, success: 'true' },
  ),
  problem('title changed', 'RFC 9457, 3.1.3', (members) => ({ ...members, title: `${members.title}.` })),
  problem('detail of the engine', 'row 1', (members) => ({ ...members, detail: 'Unexpected token' })),
  problem('type as about:blank', 'RFC 9457, 4.2.1', (members) => ({ ...members, type: 'about:blank' })),
  problem('instance with the query', 'RFC 9457, 3.1.5', (members) => ({
    ...members,
    instance: `${members.instance}?`,
  })),
  problem('status as a text', 'RFC 9457, 3.1.2', (members) => ({ ...members, status: String(members.status) })),
  problem('code of the framework', 'row 1', (members) => ({ ...members, code: 'FST_ERR_VALIDATION' })),
  problem('without the old error member', 'clients of the old backend read it', ({ error: _, ...others }) => others),
  problem('without the request id', 'clients quote it', ({ requestId: _, ...others }) => others),
  problem('a stack', 'outside production', (members) => ({ ...members, stack: 'Error: at ...' })),
  errors('only the first error', 'row 25', (list) => list.slice(0, 1)),
  errors('errors in another order', 'row 25', (list) => list.toReversed()),
  errors('pointers with a prefix', 'row 26', (list) =>
    list.map((one) => ({ ...one, pointer: `/request${one.pointer}` })),
  ),
  errors('pointers with dots', 'RFC 6901', (list) =>
    list.map((one) => ({ ...one, pointer: String(one.pointer).replaceAll('/', '.') })),
  ),
  errors('words of the validator', 'row 25', (list) =>
    list.map((one) => ({ ...one, detail: String(one.detail).replace('must be', 'should be') })),
  ),
  inAnswers(
    'body: an HTML page for an unknown path',
    'rows 47 and 74',
    onStatus(404, (answer) => changeText(answer, () => '<pre>Cannot GET /nothing</pre>')),
  ),
  inAnswers(
    'body: none on a wrong method',
    'row 42',
    onStatus(405, (answer) => changeText(answer, () => '')),
  ),
  inAnswers(
    'body: one item less in a list',
    'row 6: a list cut by its schema',
    onOperation('GET /api/ai/capabilities', (answer) => changeText(answer, (body) => body.replace(/,"\w+"\]/, ']'))),
  ),
  inAnswers(
    'body: an empty list left out',
    'another serializer',
    onOperation('POST /api/ai/generate', (answer) =>
      changeText(answer, (body) => body.replace(/,"(replacements|findings)":\[[^\][{}]*\]/, '')),
    ),
  ),
  inAnswers('body: one byte of an asset', 'another version of the package', (answer) =>
    field(answer, 'content-type')?.includes('javascript')
      ? changeText(answer, (body) => `${body.slice(0, -1)} `)
      : answer,
  ),
];

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

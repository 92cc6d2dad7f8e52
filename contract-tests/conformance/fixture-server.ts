import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createMatcher } from '../../contract/match.ts';
import { fixtureContract } from '../../parity/conformance/fixture-contract.ts';

/** What the server of the fixture's notes can do wrong; without a fault it does all that the contract and the house rules say. */
export type NotesFault =
  | 'asks nobody for a key'
  | 'takes any key'
  | 'refuses the good key'
  | 'takes any media type'
  | 'takes an empty body'
  | 'breaks on broken JSON'
  | 'takes notes without text'
  | 'takes texts of any type'
  | 'takes undocumented members'
  | 'refuses the documented example'
  | 'takes undocumented query keys'
  | 'does not need its query parameter'
  | 'takes any query value'
  | 'finds nothing where the method is wrong'
  | 'forgets half of Allow'
  | 'has other fields for HEAD'
  | 'has another length for HEAD'
  | 'has something on every path'
  | 'forgets a member'
  | 'forgets a header'
  | 'sends a byte too many'
  | 'says nothing';

export const GOOD_KEY = 'the-key-of-a-person';

/** A server of the fixture contract for one test. */
export async function startNotes(t: TestContext, fault?: NotesFault): Promise<string> {
  const server = createServer((request, response) => {
    void serve(request, response, fault);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const match = createMatcher(fixtureContract().operations);

async function serve(request: IncomingMessage, response: ServerResponse, fault: NotesFault | undefined): Promise<void> {
  const { method = '', url = '', headers } = request;
  const { pathname, searchParams: query } = new URL(url, 'http://localhost');
  const body = Buffer.concat(await request.toArray()).toString();
  if (fault === 'says nothing') return void request.socket.destroy();
  const reply = (status: number, value?: object, fields: Record<string, string> = {}) => {
    const text = value === undefined ? '' : JSON.stringify(value);
    const type = { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' };
    const isLong = method === 'HEAD' && fault === 'has another length for HEAD';
    const length = status === 204 ? {} : { 'Content-Length': String(text.length + (isLong ? 1 : 0)) };
    response.writeHead(status, { ...(value === undefined ? {} : type), ...length, ...fields }).end(text);
    if (fault === 'sends a byte too many') request.socket.write('x');
  };
  const refuse = (status: number, fields?: Record<string, string>) =>
    reply(status, { type: 'about:blank', title: 'No', status }, fields);

  const found = match(method, pathname);
  if (method === 'OPTIONS') return reply(204);
  if (found.kind === 'not-found') return fault === 'has something on every path' ? reply(200, {}) : refuse(404);
  if (found.kind === 'method-not-allowed') {
    if (fault === 'finds nothing where the method is wrong') return refuse(404);
    return refuse(405, { Allow: (fault === 'forgets half of Allow' ? found.allow.slice(2) : found.allow).join(', ') });
  }
  const { id } = found.operation;
  const known = id === 'listNotes' ? ['limit'] : [];
  if (fault !== 'takes undocumented query keys' && [...query.keys()].some((key) => !known.includes(key)))
    return refuse(400);
  switch (id) {
    case 'listNotes': {
      const limit = query.get('limit');
      const isWrong = limit === null ? fault !== 'does not need its query parameter' : !/^\d+$/.test(limit);
      if (isWrong && !(limit !== null && fault === 'takes any query value')) return refuse(400);
      return reply(200, [{ text: 'a', id: 'n1' }], fault === 'forgets a header' ? {} : { 'X-Count': '1' });
    }
    case 'addNote':
      return addNote();
    case 'deleteNote':
      return reply(204);
    default: {
      const fields = { ETag: method === 'HEAD' && fault === 'has other fields for HEAD' ? '"2"' : '"1"' };
      return reply(200, fault === 'forgets a member' ? { text: 'a' } : { text: 'a', id: 'n1' }, fields);
    }
  }

  function addNote() {
    const key = headers['x-key'];
    const isKnown =
      fault === 'asks nobody for a key' || (key === undefined ? false : fault === 'takes any key' || key === GOOD_KEY);
    if (!isKnown || fault === 'refuses the good key') return refuse(401, { 'WWW-Authenticate': 'Key' });
    const isEmpty = body === '' && fault === 'takes an empty body';
    if (headers['content-type'] !== 'application/json' && fault !== 'takes any media type' && !isEmpty)
      return refuse(415, { Accept: 'application/json' });
    let note: unknown = {};
    try {
      if (!isEmpty) note = JSON.parse(body);
    } catch {
      return refuse(fault === 'breaks on broken JSON' ? 500 : 400);
    }
    if (!isEmpty && !isNote(note, fault)) return refuse(400);
    reply(201, { text: 'a', id: 'n1' });
  }
}

/** By hand, so that it owes nothing to the validators that it is to test. */
function isNote(value: unknown, fault: NotesFault | undefined): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // Members of a parsed JSON object.
  const { text, secret, kind, due, link, ...others } = value as Readonly<Record<string, unknown>>;
  if (fault === 'refuses the documented example' && text === 'a') return false;
  const isText = typeof text === 'string' && [...text].length <= 20;
  if (!(isText || (text === undefined ? fault === 'takes notes without text' : fault === 'takes texts of any type')))
    return false;
  if (fault !== 'takes undocumented members' && Object.keys(others).length > 0) return false;
  return (
    typeof secret === 'string' &&
    (kind === undefined || kind === 'plain' || kind === 'rich') &&
    (due === undefined || due === null || typeof due === 'string') &&
    (link === undefined || Number.isInteger(link) || (typeof link === 'string' && URL.canParse(link)))
  );
}

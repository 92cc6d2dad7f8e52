import { type IncomingMessage, type OutgoingHttpHeader, ServerResponse } from 'node:http';

type HeaderValue = number | string | readonly string[];

/** Names that are not written as their words' first letters in upper case. */
const SPECIAL_CASE: Readonly<Record<string, string>> = {
  etag: 'ETag',
  'www-authenticate': 'WWW-Authenticate',
  ratelimit: 'RateLimit',
  'ratelimit-policy': 'RateLimit-Policy',
  'x-dns-prefetch-control': 'X-DNS-Prefetch-Control',
  'x-xss-protection': 'X-XSS-Protection',
};

const written = new Map<string, string>();

/** A field of a head, ready to be written. */
interface Field {
  /** In lower case; what heads are sorted by. */
  readonly name: string;
  readonly written: string;
  readonly value: HeaderValue;
}

/** Fields that are the same in every answer, as `fixFields` makes them. */
export type FixedFields = readonly Field[];

/** Fields that a server adds to each of its answers, in the order and spelling in which they are written. */
export function fixFields(fields: Readonly<Record<string, HeaderValue>>): FixedFields {
  return Object.entries(fields)
    .map(([name, value]) => toField(name.toLowerCase(), value))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A body of at most this size leaves in one piece with its head: two pieces cost a second buffer and a vectored write. */
const ONE_PIECE_BYTES = 16_384;

/**
 * The one writer of the response head, under both frameworks: field names in the case that Express's clients have always
 * seen, in alphabetical order whoever set them when. Whether the connection stays open is decided here too: it closes only
 * when the server shuts down (RFC 9112, 9.6). A framework that closes after a body it did not read resets the connection, and
 * the reset can overtake the answer; node reads the rest and drops it.
 */
export class LockstepResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** Set where the server adds fields to each of its answers; a field of the same name that the answer brings wins. */
  declare fixed?: FixedFields;

  override writeHead(status: number, ...rest: unknown[]): this {
    const given = rest.at(-1);
    const { fixed } = this;
    const closing = isClosing(this);
    // RFC 9110, 8.6: never with 204, although the libraries of preflights send it, and with 304 it would be that of GET's content.
    const withoutLength = status === 204 || status === 304;
    const names = this.getHeaderNames();
    if (fixed !== undefined && names.length === 0 && isRecord(given)) {
      return super.writeHead(status, toHead(fixed, given, closing, withoutLength));
    }
    const fields = new Map<string, HeaderValue>();
    for (const { name, value } of fixed ?? []) fields.set(name, value);
    for (const [name, value] of Object.entries(this.getHeaders())) if (value !== undefined) fields.set(name, value);
    for (const [name, value] of pairs(given)) fields.set(name.toLowerCase(), value);
    if (closing) fields.set('connection', 'close');
    else fields.delete('connection');
    if (withoutLength) fields.delete('content-length');
    for (const name of names) this.removeHeader(name);
    for (const name of [...fields.keys()].sort()) this.setHeader(canonical(name), fields.get(name) ?? '');
    const reason = typeof rest[0] === 'string' ? rest[0] : undefined;
    return reason === undefined ? super.writeHead(status) : super.writeHead(status, reason);
  }

  /**
   * Bytes that are few become a text of the same bytes (latin1 is one to one), which node sends in one piece with the head; so do
   * texts, for node would write the head as UTF-8 with them.
   */
  override end(...rest: unknown[]): this {
    // Before node knows how long the body is: with a length it decodes Content-Disposition as UTF-8, and would for one framework only.
    if (!this.headersSent && this.hasHeader('content-length')) this.writeHead(this.statusCode);
    const [chunk] = rest;
    const bytes = typeof chunk === 'string' && typeof rest[1] !== 'string' ? Buffer.from(chunk) : chunk;
    const whole =
      bytes instanceof Uint8Array && bytes.length > 0 && bytes.length <= ONE_PIECE_BYTES
        ? [Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'), 'latin1', callbackOf(rest)]
        : rest;
    // One implementation behind several signatures, which a list of arguments cannot be checked against.
    return super.end(...(whole as []));
  }
}

function callbackOf(rest: readonly unknown[]): unknown {
  return rest.find((argument) => typeof argument === 'function');
}

function isRecord(given: unknown): given is Readonly<Record<string, HeaderValue | undefined>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** The head as the flat list that node writes as it stands. */
function toHead(
  fixed: FixedFields,
  given: Readonly<Record<string, HeaderValue | undefined>>,
  closing: boolean,
  withoutLength: boolean,
): OutgoingHttpHeader[] {
  const own: Field[] = [];
  for (const key in given) {
    const value = given[key];
    const name = key.toLowerCase();
    if (value === undefined || name === 'connection' || (withoutLength && name === 'content-length')) continue;
    insert(own, toField(name, value));
  }
  if (closing) insert(own, toField('connection', 'close'));
  const head: OutgoingHttpHeader[] = [];
  let next = 0;
  for (const field of own) {
    for (let some = fixed[next]; some !== undefined && some.name <= field.name; some = fixed[++next]) {
      if (some.name !== field.name) push(head, some);
    }
    push(head, field);
  }
  for (; next < fixed.length; next += 1) push(head, fixed[next]);
  return head;
}

/** Into a sorted list of a few. */
function insert(fields: Field[], field: Field): void {
  let at = fields.length;
  for (let before = fields[at - 1]; before !== undefined && before.name > field.name; before = fields[at - 1]) {
    fields[at] = before;
    at -= 1;
  }
  fields[at] = field;
}

function push(head: OutgoingHttpHeader[], field: Field | undefined): void {
  if (field === undefined) return;
  const { value } = field;
  head.push(field.written, typeof value === 'object' ? [...value] : value);
}

function toField(name: string, value: HeaderValue): Field {
  return { name, written: canonical(name), value };
}

/** Headers as `writeHead` takes them: an object, or a flat list of names and values. */
function pairs(given: unknown): [string, HeaderValue][] {
  if (typeof given !== 'object' || given === null) return [];
  if (!Array.isArray(given)) {
    return Object.entries(given as Record<string, HeaderValue | undefined>).filter(
      (entry): entry is [string, HeaderValue] => entry[1] !== undefined,
    );
  }
  const list: [string, HeaderValue][] = [];
  for (let index = 0; index + 1 < given.length; index += 2)
    list.push([String(given[index]), given[index + 1] as HeaderValue]);
  return list;
}

function canonical(name: string): string {
  let known = written.get(name);
  if (known === undefined) {
    known =
      SPECIAL_CASE[name] ??
      name.replace(/(^|-)([a-z])/g, (_match, dash: string, letter: string) => dash + letter.toUpperCase());
    if (written.size < 200) written.set(name, known);
  }
  return known;
}

function isClosing(response: ServerResponse): boolean {
  // A request whose connection broke has no socket any more.
  const socket = response.req.socket as { readonly server?: { readonly listening: boolean } } | null;
  return socket?.server?.listening === false;
}

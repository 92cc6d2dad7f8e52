import { type IncomingMessage, ServerResponse } from 'node:http';

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

/**
 * The one writer of the response head, under both frameworks: field names in the case that Express's clients have always
 * seen, in alphabetical order whoever set them when. Whether the connection stays open is decided here too: it closes only
 * when the server shuts down (RFC 9112, 9.6). A framework that closes after a body it did not read resets the connection, and
 * the reset can overtake the answer; node reads the rest and drops it.
 */
export class LockstepResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  override writeHead(status: number, ...rest: unknown[]): this {
    const given = rest.at(-1);
    const fields = new Map<string, HeaderValue>();
    for (const [name, value] of Object.entries(this.getHeaders())) if (value !== undefined) fields.set(name, value);
    for (const [name, value] of pairs(given)) fields.set(name.toLowerCase(), value);
    if (isClosing(this)) fields.set('connection', 'close');
    else fields.delete('connection');
    // RFC 9110, 8.6: never with 204, although the libraries of preflights send it, and with 304 it would be that of GET's content.
    if (status === 204 || status === 304) fields.delete('content-length');
    for (const name of this.getHeaderNames()) this.removeHeader(name);
    for (const name of [...fields.keys()].sort()) this.setHeader(canonical(name), fields.get(name) ?? '');
    const reason = typeof rest[0] === 'string' ? rest[0] : undefined;
    return reason === undefined ? super.writeHead(status) : super.writeHead(status, reason);
  }
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

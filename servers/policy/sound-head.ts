import type { IncomingMessage } from 'node:http';

/** RFC 9112, 3.2 and RFC 3986, 3.2.2 and 3.2.3: a host or an address in brackets, and a port; no user before it. Empty is allowed. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\w.~!$&'()*+,;=:-]+\])(?::\d*)?$/;

/**
 * The status of the refusal of a request whose head node's parser takes and RFC 9112 does not; `undefined` for a sound one.
 * Each of them can mean one thing to a proxy and another to the server behind it, which is how requests are smuggled (11.2).
 */
export function faultOfHead({ httpVersion, headers, rawHeaders, url }: IncomingMessage): 400 | 501 | 505 | undefined {
  // The parser also takes HTTP/0.9, which has no fields, and HTTP/2.0, which is no text (RFC 9110, 15.6.6).
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 505;
  if (!HOST.test(headers.host ?? '') || countHosts(rawHeaders) > 1) return 400;
  // RFC 9110, 4.2.1 and 4.2.4: a target with an authority has a host in it, and no user.
  const authority =
    url?.startsWith('/') === true ? undefined : /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url ?? '')?.[1];
  if (authority !== undefined && (authority === '' || !HOST.test(authority))) return 400;
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return undefined;
  // RFC 9112, 6.1: on HTTP/1.0 the framing is faulty; another coding than chunked is one that nothing here undoes.
  if (httpVersion === '1.0') return 400;
  return coding.trim().toLowerCase() === 'chunked' ? undefined : 501;
}

function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}

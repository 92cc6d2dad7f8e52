import type { Send } from './step.ts';

export interface RequestOptions {
  /** In this order and case; a list of pairs where a name repeats. `Host: localhost` comes first unless given. */
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  /** A text is sent as UTF-8, an object as JSON. Content-Length is added unless it or Transfer-Encoding is given. */
  readonly body?: string | Uint8Array | object;
  /** Default `HTTP/1.1`. */
  readonly version?: string;
}

/** A well-formed request, as far as its parts are. Nothing is added but Host, Content-Length and, for an object, Content-Type. */
export function request(method: string, target: string, options: RequestOptions = {}): Send {
  const { headers = {}, body, version = 'HTTP/1.1' } = options;
  const lines = Array.isArray(headers) ? [...headers] : Object.entries(headers);
  const has = (wanted: string) => lines.some(([name]) => name.toLowerCase() === wanted);
  const bytes = toBytes(body);
  if (!has('host')) lines.unshift(['Host', 'localhost']);
  if (isObject(body) && !has('content-type')) lines.push(['Content-Type', 'application/json']);
  if (bytes !== undefined && !has('content-length') && !has('transfer-encoding'))
    lines.push(['Content-Length', String(bytes.length)]);
  const head = [`${method} ${target} ${version}`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''];
  return {
    kind: 'send',
    bytes: Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), bytes ?? Buffer.alloc(0)]),
    requests: [{ method, start: 0 }],
  };
}

/** Bytes as they are; a text is latin-1. `methods`: of the requests that begin in them, for the framing of their answers. */
export function raw(bytes: string | Uint8Array, methods?: readonly string[]): Send {
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes);
  const [first = ''] = /^[A-Z]+(?= )/.exec(buffer.toString('latin1', 0, 40)) ?? [];
  const requests = (methods ?? (first === '' ? [] : [first])).map((method) => ({ method, start: 0 }));
  return { kind: 'send', bytes: buffer, requests };
}

/** Bytes that go on with a request that has begun. */
export function more(bytes: string | Uint8Array): Send {
  return raw(bytes, []);
}

/** Requests in one piece, one behind the other, without waiting for answers (RFC 9112, 9.3.2). */
export function pipeline(...sends: readonly Send[]): Send {
  let start = 0;
  const requests = sends.flatMap((send) => {
    const shifted = send.requests.map((one) => ({ method: one.method, start: one.start + start }));
    start += send.bytes.length;
    return shifted;
  });
  return { kind: 'send', bytes: Buffer.concat(sends.map(({ bytes }) => bytes)), requests };
}

/** The same bytes in pieces of `pieceBytes`, each in a packet of its own as far as the kernel lets them. */
export function inPieces(send: Send, pieceBytes: number): Send {
  return { ...send, pieceBytes };
}

/** A body in chunked framing (RFC 9112, 7.1), to be sent with `Transfer-Encoding: chunked`. */
export function chunked(chunks: readonly string[], trailers = ''): Buffer {
  const parts = chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`);
  return Buffer.from(`${parts.join('')}0\r\n${trailers}\r\n`, 'utf8');
}

/** The requests of a step with a header more, right behind their first lines; bytes that are no request line stay as they are. */
export function withHeader(send: Send, name: string, value: string): Send {
  const line = Buffer.from(`${name}: ${value}\r\n`, 'latin1');
  const parts: Buffer[] = [];
  const requests: { readonly method: string; readonly start: number }[] = [];
  let at = 0;
  let grown = 0;
  for (const { method, start } of send.requests) {
    requests.push({ method, start: start + grown });
    const end = send.bytes.indexOf('\r\n', start);
    if (end < at || !/^\S+ \S+ HTTP\/1\.[01]$/.test(send.bytes.toString('latin1', start, end))) continue;
    parts.push(send.bytes.subarray(at, end + 2), line);
    at = end + 2;
    grown += line.length;
  }
  return { ...send, bytes: Buffer.concat([...parts, send.bytes.subarray(at)]), requests };
}

function toBytes(body: RequestOptions['body']): Buffer | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body), 'utf8');
}

function isObject(body: RequestOptions['body']): boolean {
  return typeof body === 'object' && !(body instanceof Uint8Array);
}

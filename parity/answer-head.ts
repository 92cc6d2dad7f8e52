import type { FieldLine, Framing } from './answer.ts';
import { MalformedAnswerError } from './malformed.ts';

export interface AnswerHead {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly FieldLine[];
  /** As received, its last line's end included. */
  readonly text: string;
}

/** RFC 9112, 4; the blank after the status belongs to the line also where no reason follows. */
const STATUS_LINE = /^HTTP\/(1\.\d) ([1-9]\d\d) (.*)$/;
/** RFC 9110, 5.5: visible characters, obs-text, blank and tab; and the line's end. */
const FORBIDDEN = /[^\t\r\n\x20-\x7e\x80-\xff]/;
const BARE_LINE_END = /\r(?!\n)|(?<!\r)\n/;
/** RFC 9110, 5.6.2 */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * @param text status line and field lines, each with its CRLF, latin-1
 * @param offset of the text's first byte on the connection
 * @throws {MalformedAnswerError}
 */
export function parseHead(text: string, offset: number): AnswerHead {
  checkCharacters(text, offset);
  const end = text.indexOf('\r\n');
  const match = STATUS_LINE.exec(text.slice(0, end));
  if (match === null) throw new MalformedAnswerError('status-line', 'this is no status line of HTTP/1', offset);
  const [, version = '', status = '', reason = ''] = match;
  return { version, status: Number(status), reason, headers: parseFields(text, end + 2, offset), text };
}

/** Trailer fields: field lines without a status line before them. */
export function parseTrailers(text: string, offset: number): FieldLine[] {
  checkCharacters(text, offset);
  return parseFields(text, 0, offset);
}

function checkCharacters(text: string, offset: number): void {
  const forbidden = text.search(FORBIDDEN);
  if (forbidden >= 0) {
    const code = text.charCodeAt(forbidden).toString(16).padStart(2, '0');
    throw new MalformedAnswerError('character', `the character 0x${code} is not allowed in a head`, offset + forbidden);
  }
  const bare = text.search(BARE_LINE_END);
  if (bare >= 0) throw new MalformedAnswerError('line-ending', 'a line does not end with CR LF', offset + bare);
}

function parseFields(text: string, from: number, offset: number): FieldLine[] {
  const lines: FieldLine[] = [];
  for (let start = from; start < text.length; ) {
    const end = text.indexOf('\r\n', start);
    const colon = text.indexOf(':', start);
    if (colon < 0 || colon > end)
      throw new MalformedAnswerError('field-line', 'a field line has no colon', offset + start);
    const name = text.slice(start, colon);
    // RFC 9112, 5.1 and 5.2: no blank before the colon, and no line that goes on in the next.
    if (!TOKEN.test(name)) throw new MalformedAnswerError('field-line', 'this is no field name', offset + start);
    lines.push([name, withoutBlanks(text, colon + 1, end)]);
    start = end + 2;
  }
  return lines;
}

/** Not `trim`, which also takes characters of latin-1 that belong to a value. */
function withoutBlanks(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** How an answer's body ends, by the rules of RFC 9112, 6.3, in their order. */
export type BodyPlan =
  | { readonly framing: Exclude<Framing, 'length'>; readonly tunnel?: boolean }
  | { readonly framing: 'length'; readonly bytes: number };

/**
 * @param method of the request that is answered
 * @throws {MalformedAnswerError} where the fields contradict each other: two readers would see two different bodies
 */
export function planBody({ status, version, headers }: AnswerHead, method: string, offset: number): BodyPlan {
  let length: string | undefined;
  let codings: string | undefined;
  for (const [name, value] of headers) {
    if (name.length === 14 && name.toLowerCase() === 'content-length') {
      length = length === undefined ? value : `${length},${value}`;
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      codings = codings === undefined ? value : `${codings},${value}`;
    }
  }
  if (status === 101 || (method === 'CONNECT' && status >= 200 && status < 300))
    return { framing: 'none', tunnel: true };
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { framing: 'none' };
  if (codings !== undefined) {
    if (length !== undefined)
      throw new MalformedAnswerError('transfer-encoding', 'both Transfer-Encoding and Content-Length are sent', offset);
    if (version === '1.0')
      throw new MalformedAnswerError('transfer-encoding', 'HTTP/1.0 has no Transfer-Encoding', offset);
    const last = codings.slice(codings.lastIndexOf(',') + 1).trim();
    return { framing: last.toLowerCase() === 'chunked' ? 'chunked' : 'close' };
  }
  if (length === undefined) return { framing: 'close' };
  return { framing: 'length', bytes: readLength(length, offset) };
}

function readLength(value: string, offset: number): number {
  const values = value.split(',').map((part) => part.trim());
  const [first = ''] = values;
  const bytes = Number(first);
  if (!values.every((other) => other === first) || !/^\d+$/.test(first) || !Number.isSafeInteger(bytes))
    throw new MalformedAnswerError('content-length', `the Content-Length "${value}" is no length`, offset);
  return bytes;
}

import { field } from './fields.ts';
import type { RequestMessage } from './message.ts';

export interface RequestHead {
  readonly message: RequestMessage;
  /** Of the head, its empty line included. */
  readonly sizeBytes: number;
  /** Of the body behind it; `undefined` where it is chunked. */
  readonly bodyBytes: number | undefined;
}

const MAX_HEAD_BYTES = 64 * 1024;
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/(1\.[01])$/;
const FIELD_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:/;

/**
 * The head with which the bytes begin. `none`: they begin with something that a server could read in more than one way, and that
 * must therefore reach it as it is.
 */
export function readRequestHead(bytes: Buffer): RequestHead | 'incomplete' | 'none' {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return bytes.length > MAX_HEAD_BYTES || !mayBeginRequest(bytes) ? 'none' : 'incomplete';
  const [first = '', ...fields] = bytes.toString('latin1', 0, end).split('\r\n');
  const line = REQUEST_LINE.exec(first);
  if (line === null || !fields.every((one) => FIELD_LINE.test(one))) return 'none';
  const [, method = '', target = '', version = ''] = line;
  const message = { method, target, version, fields, body: Buffer.alloc(0) };
  const bodyBytes = bodyBytesOf(message);
  return bodyBytes === 'none' ? 'none' : { message, sizeBytes: end + 4, bodyBytes };
}

/** Whether the bytes so far can be the beginning of a request: a method, or a piece of one. */
function mayBeginRequest(bytes: Buffer): boolean {
  return bytes.length === 0 || /^[!#$%&'*+.^_`|~0-9A-Za-z-]+( |$)/.test(bytes.toString('latin1', 0, 100));
}

function bodyBytesOf(message: RequestMessage): number | undefined | 'none' {
  const lengths = message.fields.filter((one) => /^content-length:/i.test(one));
  const isChunked = field(message, 'transfer-encoding') !== undefined;
  if (isChunked) return lengths.length === 0 ? undefined : 'none';
  if (lengths.length === 0) return 0;
  const length = field(message, 'content-length') ?? '';
  return lengths.length === 1 && /^\d{1,9}$/.test(length) ? Number(length) : 'none';
}

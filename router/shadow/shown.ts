import { isUtf8 } from 'node:buffer';
import type { Answer, FieldLine } from '../../parity/answer.ts';
import { mask, redactField, redactForeignQuery, redactText } from '../../parity/redact.ts';
import { linesOf, type MirroredRequest } from './ask.ts';
import { decoded } from './second-look.ts';
import type { Secrets } from './secrets.ts';

export interface ShownField {
  readonly name: string;
  readonly value: string;
}

export interface ShownBody {
  /** Of the whole body, its content coding undone. */
  readonly sizeBytes: number;
  readonly encoding: 'utf-8' | 'base64';
  readonly content: string;
  /** The content is only its beginning, or nothing of it. */
  readonly truncated: boolean;
}

export interface ShownRequest {
  readonly headers: ShownField[];
  readonly body: ShownBody;
}

export interface ShownAnswer extends ShownRequest {
  readonly status: number;
}

/** Stands where the sender's token stood. */
export const TOKEN = '{token}';

/** The request in full, with `{token}` for the sender's token and stars for its other secrets. */
export function showRequest({ headers, body }: MirroredRequest, secrets: Secrets): ShownRequest {
  return {
    headers: linesOf(headers).map(([name, value]) => ({ name, value: requestField(name, value, secrets) })),
    body: showBody(body, secrets, Number.POSITIVE_INFINITY),
  };
}

export function showTarget(target: string, secrets: Secrets): string {
  return aroundToken(target, secrets, (part) => secrets.mask(redactForeignQuery(part)));
}

/** @param maxBytes of its body */
export function showAnswer(answer: Answer, secrets: Secrets, maxBytes: number): ShownAnswer {
  const { status, headers } = answer;
  const opened = decoded(answer);
  const isCoded = opened === answer && headers.some(([name]) => name.toLowerCase() === 'content-encoding');
  return {
    status,
    headers: headers.map(([name, value]) => ({ name, value: secrets.mask(redactField(name, value)) })),
    // What cannot be decoded cannot be searched for secrets either.
    body: isCoded
      ? { ...EMPTY, sizeBytes: answer.body.length, truncated: true }
      : showBody(opened.body, secrets, maxBytes),
  };
}

/** The answer with stars for the request's secrets, so that what is said of it can be printed. */
export function maskAnswer(answer: Answer, secrets: Secrets): Answer {
  const opened = decoded(answer);
  const body = maskBytes(opened.body, secrets.mask);
  const headers = (lines: readonly FieldLine[]) => lines.map(([name, value]) => [name, secrets.mask(value)] as const);
  if (body === opened.body) return { ...answer, headers: headers(answer.headers) };
  return { ...opened, headers: headers(opened.headers), body };
}

const EMPTY: ShownBody = { sizeBytes: 0, encoding: 'utf-8', content: '', truncated: false };

function requestField(name: string, value: string, secrets: Secrets): string {
  const lower = name.toLowerCase();
  const { token } = secrets;
  if (lower === 'authorization' && token !== undefined && value.endsWith(token)) {
    return value.slice(0, -token.length) + TOKEN;
  }
  if (secrets.fields.has(lower)) return mask(value);
  return aroundToken(value, secrets, (part) => secrets.mask(redactField(name, part)));
}

/** Masking must come before cutting: what is left of a secret would no more be known as one. */
function showBody(bytes: Buffer, secrets: Secrets, maxBytes: number): ShownBody {
  const redact = (text: string) => secrets.mask(redactText(text));
  const common = { sizeBytes: bytes.length, truncated: bytes.length > maxBytes };
  if (!isUtf8(bytes)) {
    const masked = maskBytes(bytes, redact).subarray(0, maxBytes);
    return { ...common, encoding: 'base64', content: masked.toString('base64') };
  }
  const text = aroundToken(bytes.toString('utf8'), secrets, redact);
  return { ...common, encoding: 'utf-8', content: common.truncated ? text.slice(0, maxBytes) : text };
}

function aroundToken(text: string, { token }: Secrets, redact: (part: string) => string): string {
  if (token === undefined || token.length === 0 || !text.includes(token)) return redact(text);
  return text.split(token).map(redact).join(TOKEN);
}

function maskBytes(bytes: Buffer, redact: (text: string) => string): Buffer {
  const before = bytes.toString('latin1');
  const after = redact(before);
  return after === before ? bytes : Buffer.from(after, 'latin1');
}

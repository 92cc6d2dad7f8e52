import type { Framing, InterimAnswer } from '../../../parity/answer.ts';

/** A field line as it stands on the wire, without its line end: `Content-Type: application/json`. */
export type RawField = string;

/** What both kinds of message have. */
export interface Message {
  readonly fields: readonly RawField[];
  /** Without the coding of chunks, with its content coding. */
  readonly body: Buffer;
}

/** An answer on its way through the proxy. */
export interface AnswerMessage extends Message {
  /** `1.1` */
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly framing: Framing;
  readonly trailers: readonly RawField[];
  /** False where the server ended the connection within the body. */
  readonly complete: boolean;
  /** Only so many bytes of it are sent. */
  readonly cutAtBytes?: number;
  readonly delayMs?: number;
  /** What becomes of the connection once it was sent. */
  readonly afterwards?: 'close' | 'reset';
}

/** The head of a request, and its body where it is there as a whole. */
export interface RequestMessage extends Message {
  readonly method: string;
  readonly target: string;
  /** `1.1` */
  readonly version: string;
}

/** The request that an answer belongs to, as the client sent it; empty texts where its bytes were no HTTP. */
export interface Exchange {
  readonly method: string;
  readonly target: string;
  readonly fields: readonly RawField[];
}

export function answerBytes(answer: AnswerMessage): Buffer {
  const { version, status, reason, fields, trailers, framing, body, complete, cutAtBytes } = answer;
  const head = Buffer.from(`${[`HTTP/${version} ${status} ${reason}`, ...fields].join('\r\n')}\r\n\r\n`, 'latin1');
  const end = complete ? `0\r\n${trailers.map((line) => `${line}\r\n`).join('')}\r\n` : '';
  const content = framing === 'chunked' ? [...chunkOf(body), Buffer.from(end, 'latin1')] : [body];
  return Buffer.concat([head, ...content]).subarray(0, cutAtBytes);
}

export function interimBytes({ version, status, reason, headers }: InterimAnswer): Buffer {
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`HTTP/${version} ${status} ${reason}\r\n${fields}\r\n`, 'latin1');
}

export function requestBytes({ method, target, version, fields, body }: RequestMessage): Buffer {
  const head = `${[`${method} ${target} HTTP/${version}`, ...fields].join('\r\n')}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

function chunkOf(body: Buffer): Buffer[] {
  if (body.length === 0) return [];
  return [Buffer.from(`${body.length.toString(16)}\r\n`, 'latin1'), body, Buffer.from('\r\n', 'latin1')];
}

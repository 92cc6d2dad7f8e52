import { BenchmarkError } from '../benchmark-error.ts';

export interface ReadAnswer {
  readonly status: number;
  /** Status line and fields, without the empty line. */
  readonly head: string;
  readonly body: Buffer;
  /** Bytes of all that. */
  readonly size: number;
}

const EMPTY_LINE = Buffer.from('\r\n\r\n');

/**
 * Reads one answer from the start of what a connection has received. It knows what a proxy in front of a JSON API sends: a length or
 * chunks (RFC 9112, 6.3), to GET and POST; interim answers are passed over.
 *
 * @returns undefined where bytes are still missing
 * @throws {BenchmarkError} for what is no such answer
 */
export function readAnswer(bytes: Buffer): ReadAnswer | undefined {
  const headEnd = bytes.indexOf(EMPTY_LINE);
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  if (Number.isNaN(status)) throw new BenchmarkError(`answered with no HTTP/1.1 head: ${head.slice(0, 80)}`);
  const start = headEnd + EMPTY_LINE.length;
  if (status < 200) {
    const next = readAnswer(bytes.subarray(start));
    return next && { ...next, size: next.size + start };
  }
  const length = /\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const size = start + Number(length);
    return bytes.length < size ? undefined : { status, head, body: bytes.subarray(start, size), size };
  }
  if (!/\r\ntransfer-encoding:[ \t]*chunked/i.test(head)) throw new BenchmarkError('answered without length or chunks');
  return readChunks(bytes, start, { status, head });
}

function readChunks(bytes: Buffer, start: number, answer: Pick<ReadAnswer, 'status' | 'head'>): ReadAnswer | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const line = bytes.toString('latin1', at, lineEnd);
    if (!/^[0-9a-f]+/i.test(line)) throw new BenchmarkError(`answered with a broken chunk size: ${line.slice(0, 20)}`);
    const size = Number.parseInt(line, 16);
    const dataEnd = lineEnd + 2 + size;
    if (bytes.length < dataEnd + 2) return undefined;
    if (size === 0) return { ...answer, body: Buffer.concat(parts), size: dataEnd + 2 };
    parts.push(bytes.subarray(lineEnd + 2, dataEnd));
    at = dataEnd + 2;
  }
}

import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { Answer } from '../answer.ts';
import { fieldOf } from './fields.ts';

/** Largest body after decoding: what a test may hold in memory. */
const MAX_DECODED_BYTES = 64 * 1024 * 1024;

const DECODERS: Readonly<Record<string, (body: Buffer, options: { readonly maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** RFC 8259, 8.1: JSON is UTF-8, and begins with no byte order mark. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export type ParsedBody = { readonly value: unknown } | { readonly fault: string };

/** The JSON value of an answer's body, its content coding undone (RFC 9110, 8.4), or why there is none. */
export function parseBody(answer: Answer): ParsedBody {
  const decoded = decodeBody(answer, MAX_DECODED_BYTES);
  if ('fault' in decoded) return decoded;
  try {
    return { value: JSON.parse(UTF_8.decode(decoded.bytes)) };
  } catch (error) {
    return { fault: error instanceof SyntaxError ? 'body is not JSON' : 'body is not UTF-8' };
  }
}

export type DecodedBody =
  | { readonly bytes: Buffer }
  /** `isTooLarge`: it may be sound, but was not decoded to its end. */
  | { readonly fault: string; readonly isTooLarge: boolean };

/** An answer's body with its content coding undone. @param maxBytes largest body after that */
export function decodeBody(answer: Answer, maxBytes: number): DecodedBody {
  const coding = (fieldOf(answer, 'content-encoding') ?? 'identity').toLowerCase();
  const decode = DECODERS[coding];
  if (decode === undefined) {
    if (coding !== 'identity') return { fault: `body is in the unknown content coding ${coding}`, isTooLarge: false };
    return { bytes: answer.body };
  }
  try {
    return { bytes: decode(answer.body, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    return { fault: isTooLarge ? `body has more than ${maxBytes} bytes` : `body is not ${coding}`, isTooLarge };
  }
}

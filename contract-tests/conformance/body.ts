import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { Answer } from '../../parity/answer.ts';
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
  const coding = (fieldOf(answer, 'content-encoding') ?? 'identity').toLowerCase();
  const decode = DECODERS[coding];
  if (decode === undefined && coding !== 'identity')
    return { fault: `body is in the unknown content coding ${coding}` };
  let bytes: Buffer;
  try {
    bytes = decode?.(answer.body, { maxOutputLength: MAX_DECODED_BYTES }) ?? answer.body;
  } catch {
    return { fault: `body is not ${coding}, or has more than ${MAX_DECODED_BYTES} bytes` };
  }
  try {
    return { value: JSON.parse(UTF_8.decode(bytes)) };
  } catch (error) {
    return { fault: error instanceof SyntaxError ? 'body is not JSON' : 'body is not UTF-8' };
  }
}

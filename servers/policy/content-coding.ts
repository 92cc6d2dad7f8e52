import type { Transform, TransformOptions } from 'node:stream';
import { constants, createBrotliCompress, createDeflate, createGzip, type ZlibOptions } from 'node:zlib';
import type { AnswerCoding } from './accept-encoding.ts';
import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** Bodies below this many bytes are sent as they are: compressing them costs more than it saves. */
const THRESHOLD_BYTES = 1024;
/** A body is given to the compressor in pieces of this size, so that what comes out can leave meanwhile. */
const PIECE_BYTES = 65_536;
/** All that comes of a piece waits until it is read; the compressors would stop in its middle. */
const OPTIONS: ZlibOptions & TransformOptions = { readableHighWaterMark: Number.MAX_SAFE_INTEGER };
/** Brotli's own default quality, 11, takes some hundred times as long as 4. */
const BROTLI = { ...OPTIONS, params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const COMPRESSORS: Readonly<Record<AnswerCoding, () => Transform>> = {
  br: () => createBrotliCompress(BROTLI),
  gzip: () => createGzip(OPTIONS),
  deflate: () => createDeflate(OPTIONS),
};

/** Media types that get smaller; what is not named is taken for compressed already. Events must not wait for a compressor. */
const COMPRESSIBLE = new RegExp(
  `^(?:${[
    'text/(?!event-stream$).+',
    '.+[+](?:json|text|xml|yaml)',
    'application/(?:ecmascript|graphql|javascript|json|json-seq|octet-stream|rtf|sql|toml|wasm|x-javascript|x-ndjson|x-sh|x-tar|x-www-form-urlencoded|xml|xml-dtd|yaml)',
    'font/(?:otf|ttf)',
    'image/(?:bmp|vnd[.]microsoft[.]icon|x-icon)',
  ].join('|')})$`,
);

/**
 * The answer in the coding that was chosen for its request, where its body is worth that. One decision and one compressor for both
 * servers: their libraries differ in what they compress, one of them labels as compressed, and sends as it is, what merely begins
 * like a compressed body, and both let timing decide how much of a stream that fails has left.
 *
 * HEAD is answered with the fields of GET, of which those that only the content would tell are left out (RFC 9110, 9.3.2).
 */
export function encode(answer: Answer, { coding, method }: Exchange): Answer {
  const { body } = answer;
  if (coding === 'identity' || body === undefined || !isWorthIt(answer)) return answer;
  const { 'content-length': _length, ...headers } = answer.headers;
  const encoded = { ...answer, headers: { ...headers, 'content-encoding': coding } };
  if (method === 'HEAD') return { ...encoded, body: Buffer.isBuffer(body) ? piecesOf(Buffer.alloc(0)) : body };
  return { ...encoded, body: compress(Buffer.isBuffer(body) ? piecesOf(body) : body, COMPRESSORS[coding]()) };
}

function isWorthIt({ status, headers, body }: Answer): boolean {
  if (Buffer.isBuffer(body) && body.length < THRESHOLD_BYTES) return false;
  // Ranges count the bytes of what is sent (RFC 9110, 14.4); two codings are no longer the one that was asked for.
  if (status === 206 || headers['content-range'] !== undefined || headers['content-encoding'] !== undefined)
    return false;
  // RFC 9111, 5.2.2.6.
  if (/(?:^|,)\s*no-transform\s*(?:,|$)/i.test(String(headers['cache-control'] ?? ''))) return false;
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  return COMPRESSIBLE.test(type.trim().toLowerCase());
}

async function* piecesOf(body: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES);
}

/** Hands on all that came of a chunk before it asks for the next one: what has left when the source fails is no matter of timing. */
async function* compress(source: AsyncIterable<Uint8Array>, compressor: Transform): AsyncGenerator<Uint8Array> {
  compressor.on('error', () => {});
  try {
    for await (const chunk of source) {
      await take(compressor, chunk);
      // Read like this it gives all that it has, and a stream of bytes gives bytes.
      const ready = compressor.read() as Buffer | null;
      if (ready !== null) yield ready;
    }
    compressor.end();
    // To its end: that it has taken all ("finish") is said before the last has come out.
    yield* compressor;
  } finally {
    compressor.destroy();
  }
}

function take(compressor: Transform, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    compressor.write(chunk, (error) => (error == null ? resolve() : reject(error)));
  });
}

import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../policy/answer.ts';
import { encode } from '../policy/content-coding.ts';
import type { Exchange } from '../policy/exchange.ts';

/**
 * Writes an answer. Express's own `send` would look at conditional headers, which nothing here supports, and answer 304 to
 * `If-None-Match: *` even without an entity tag.
 */
export function send(response: ServerResponse, answer: Answer, exchange: Exchange): void {
  const { status, headers, body } = encode(answer, exchange);
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined || Buffer.isBuffer(body)) {
    response.end(body);
    return;
  }
  // At once: a compressor holds back what it is given, and a stream that fails meanwhile has begun all the same. `flushHeaders` would
  // write the head as UTF-8.
  response.write('', 'latin1');
  // A stream that fails breaks the answer off: the client must not take the part for the whole.
  pipeline(Readable.from(body), response).catch(() => response.destroy());
}

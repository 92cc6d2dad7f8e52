import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Operation } from '../../contract/operations.ts';
import { type Problem, ProblemError, problem } from '../../contract/problems.ts';
import { inviteBody } from './expect-continue.ts';
import { parseJson } from './json.ts';

/** The client went away before its request was whole: nobody waits for an answer, and nobody is to blame. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/** Content codings of request bodies that both servers undo (RFC 9110, 8.4.1). */
const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

export const CONTENT_CODINGS: readonly string[] = ['identity', ...Object.keys(DECODERS)];

/**
 * Reads a request's body: decoded, at most as many bytes as its operation allows, and JSON as JSON.
 *
 * One reader for both servers. Their own differ in when they refuse: one answers while the client still sends, the other waits
 * for the end of a body that it will not read, which may never come. Here a refusal comes at once, decoding stops with it, and
 * what the client still sends is read and dropped, so that the connection can go on.
 * @throws {ProblemError} 413, or 400 where the body cannot be decoded or parsed
 * @throws {ClientGoneError} where the client leaves in the middle
 */
export async function readBody(request: IncomingMessage, operation: Operation, mediaType: string): Promise<unknown> {
  const { maxBodyBytes } = operation;
  if (Number(request.headers['content-length']) > maxBodyBytes) throw new ProblemError(bodyTooLarge(operation));
  inviteBody(request);
  const bytes = await collect(request, operation);
  return /\bjson$/.test(mediaType) ? parseJson(bytes) : bytes;
}

function collect(request: IncomingMessage, operation: Operation): Promise<Buffer> {
  const decoder = DECODERS[(request.headers['content-encoding'] ?? 'identity').toLowerCase()]?.();
  const source: Readable = decoder ?? request;
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > operation.maxBodyBytes) settle(() => reject(new ProblemError(bodyTooLarge(operation))));
      else chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks, size)));
    const onUndecodable = (cause: Error) => settle(() => reject(unreadable(cause)));
    const onClose = () => {
      if (!request.complete) settle(() => reject(new ClientGoneError('the client closed the connection')));
    };
    const settle = (finish: () => void) => {
      source.off('data', onData).off('end', onEnd);
      request.off('close', onClose);
      if (decoder !== undefined) {
        request.unpipe(decoder);
        decoder.destroy();
      }
      request.resume();
      finish();
    };
    // An error of the decoder's may come late; it must not end the process. The request's are told by its close.
    decoder?.on('error', onUndecodable);
    request.on('error', () => {}).on('close', onClose);
    source.on('data', onData).on('end', onEnd);
    if (decoder !== undefined) request.pipe(decoder);
  });
}

function unreadable(cause: Error): ProblemError {
  return new ProblemError(problem('malformed_request', 'The body could not be decoded.'), { cause });
}

/** The 413 of an operation. */
function bodyTooLarge({ maxBodyBytes }: Operation): Problem {
  return problem('body_too_large', `The body may have at most ${maxBodyBytes} bytes.`);
}

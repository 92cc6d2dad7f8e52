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
 * @param done told a {ProblemError} 413, or 400 where the body cannot be decoded or parsed, and a {ClientGoneError} where the client
 *   leaves in the middle
 */
export function readBody(request: IncomingMessage, operation: Operation, mediaType: string, done: OnBody): void {
  const { maxBodyBytes } = operation;
  if (Number(request.headers['content-length']) > maxBodyBytes) {
    done(new ProblemError(bodyTooLarge(operation)));
    return;
  }
  inviteBody(request);
  collect(request, operation, (error, bytes) => {
    if (bytes === undefined) return done(error);
    let body: unknown = bytes;
    try {
      if (isJson(mediaType)) body = parseJson(bytes);
    } catch (refusal) {
      return done(refusal);
    }
    done(undefined, body);
  });
}

/** Told once: what came, or why nothing did. */
export type OnBody = (error: unknown, body?: unknown) => void;

function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || /\bjson$/.test(mediaType);
}

function collect(request: IncomingMessage, operation: Operation, done: (error: unknown, bytes?: Buffer) => void): void {
  const coding = request.headers['content-encoding'];
  const decoder = coding === undefined ? undefined : DECODERS[coding.toLowerCase()]?.();
  const source: Readable = decoder ?? request;
  const chunks: Buffer[] = [];
  let size = 0;
  const onData = (chunk: Buffer) => {
    size += chunk.length;
    if (size > operation.maxBodyBytes) settle(new ProblemError(bodyTooLarge(operation)));
    else chunks.push(chunk);
  };
  const onEnd = () => settle(undefined, chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size));
  const onUndecodable = (cause: Error) => settle(unreadable(cause));
  const onClose = () => {
    if (!request.complete) settle(new ClientGoneError('the client closed the connection'));
  };
  let settled = false;
  const settle = (error: unknown, bytes?: Buffer) => {
    if (settled) return;
    settled = true;
    source.off('data', onData).off('end', onEnd);
    request.off('close', onClose);
    if (decoder !== undefined) {
      request.unpipe(decoder);
      decoder.destroy();
    }
    request.resume();
    done(error, bytes);
  };
  // An error of the decoder's may come late; it must not end the process. The request's are told by its close.
  decoder?.on('error', onUndecodable);
  request.on('error', ignore).on('close', onClose);
  source.on('data', onData).on('end', onEnd);
  if (decoder !== undefined) request.pipe(decoder);
}

function ignore(): void {}

function unreadable(cause: Error): ProblemError {
  return new ProblemError(problem('malformed_request', 'The body could not be decoded.'), { cause });
}

/** The 413 of an operation. */
function bodyTooLarge({ maxBodyBytes }: Operation): Problem {
  return problem('body_too_large', `The body may have at most ${maxBodyBytes} bytes.`);
}

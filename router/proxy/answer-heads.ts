import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { DiagnosticsChannel } from 'undici';
import { MAX_INTERIM_ANSWERS, MAX_UPSTREAM_HEAD_BYTES } from './limits.ts';

/**
 * Reads the heads of an upstream's answers before undici's parser does, for what that one cannot be told:
 *
 * - `100 Continue` that nobody asked for (the router answers `Expect` itself) is dropped, as RFC 9110, 15.2.1 wants; undici would end
 *   the connection.
 * - An answer in another version than HTTP/1.0 and 1.1 is a bad one. Undici's parser takes 0.9 and 2.0 too, and tells nobody.
 * - So are interim answers without an end.
 * - A status line is shown to the parser in one piece: of one that comes in two, undici keeps the last part of the reason phrase only.
 *
 * From a final head on, until the next request is written, bytes pass as they are.
 */
export class AnswerHeads {
  /** The next byte belongs to a head. */
  #expected = false;
  /** Bytes of a head that is not complete. */
  #held: Buffer | undefined;
  #interim = 0;

  /** A request is written. Connections are not pipelined, so nothing but its answer can come. */
  expect(): void {
    this.#expected = true;
    this.#held = undefined;
    this.#interim = 0;
  }

  /**
   * @returns what the parser is to see, undefined for nothing yet
   * @throws BadHead
   */
  pass(chunk: Buffer): Buffer | undefined {
    if (!this.#expected) return chunk;
    if (this.#held === undefined && isVersion(chunk, 0) && isFinal(chunk, 0) && hasStatusLine(chunk, 0)) {
      this.#expected = false;
      return chunk;
    }
    return this.#take(this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]));
  }

  #take(bytes: Buffer): Buffer | undefined {
    const passed: Buffer[] = [];
    let at = afterLineEnds(bytes, 0);
    while (bytes.length - at >= VERSION_BYTES) {
      if (!isVersion(bytes, at)) throw new BadHead('the answer is not in HTTP/1.1');
      if (bytes.length - at < STATUS_BYTES) break;
      if (isFinal(bytes, at)) {
        if (!hasStatusLine(bytes, at)) break;
        this.#expected = false;
        this.#held = undefined;
        return Buffer.concat([...passed, bytes.subarray(at)]);
      }
      const end = endOfInterim(bytes, at);
      if (end === undefined) break;
      this.#interim += 1;
      if (this.#interim > MAX_INTERIM_ANSWERS) throw new BadHead(`more than ${MAX_INTERIM_ANSWERS} interim answers`);
      if (!isContinue(bytes, at)) passed.push(bytes.subarray(at, end));
      at = afterLineEnds(bytes, end);
    }
    this.#held = at < bytes.length ? bytes.subarray(at) : undefined;
    return passed.length === 0 ? undefined : Buffer.concat(passed);
  }
}

/** Nothing after this on the connection can be relied on. */
export class BadHead extends Error {
  readonly code = 'ERR_UPSTREAM_BAD_HEAD';
}

/** Puts `AnswerHeads` between an upstream's connection and undici, which reads it by `read()`. */
export function checkAnswerHeads(socket: Socket): void {
  const heads = new AnswerHeads();
  const read = socket.read.bind(socket);
  const checked: CheckedSocket = socket;
  checked[HEADS] = heads;
  checked.read = (size?: number): Buffer | null => {
    for (;;) {
      const chunk: Buffer | null = read(size);
      if (chunk === null) return null;
      try {
        const passed = heads.pass(chunk);
        if (passed !== undefined) return passed;
      } catch (error) {
        // `pass` throws nothing but errors.
        socket.destroy(error as Error);
        return null;
      }
    }
  };
}

const HEADS = Symbol('answer heads');

interface CheckedSocket extends Socket {
  [HEADS]?: AnswerHeads;
}

// Of all that undici makes public, only this tells on which connection a request is written. It tells of every client in the process.
subscribe('undici:client:sendHeaders', (message) => {
  // The type is the one that undici states for this channel.
  const { socket } = message as DiagnosticsChannel.ClientSendHeadersMessage;
  (socket as CheckedSocket)[HEADS]?.expect();
});

/** `HTTP/1.1 ` */
const VERSION_BYTES = 9;
/** `HTTP/1.1 200 `, or a line's end behind the status. */
const STATUS_BYTES = 13;

/**
 * Whether the head that begins here is a final one. One that switches protocols is: no other head follows. A status of more than
 * three digits is left to the parser, which refuses it.
 */
function isFinal(bytes: Buffer, at: number): boolean {
  const isInterim = bytes[at + 9] === ONE && (bytes[at + 12] === SPACE || bytes[at + 12] === CR);
  return !isInterim || (bytes[at + 10] === ZERO && bytes[at + 11] === ONE);
}

/** `HTTP/1.1 ` or `HTTP/1.0 ` */
function isVersion(bytes: Buffer, at: number): boolean {
  return (
    bytes[at] === 0x48 &&
    bytes[at + 1] === 0x54 &&
    bytes[at + 2] === 0x54 &&
    bytes[at + 3] === 0x50 &&
    bytes[at + 4] === 0x2f &&
    bytes[at + 5] === ONE &&
    bytes[at + 6] === 0x2e &&
    (bytes[at + 7] === ONE || bytes[at + 7] === ZERO) &&
    bytes[at + 8] === 0x20
  );
}

function isContinue(bytes: Buffer, at: number): boolean {
  return bytes[at + 10] === ZERO && bytes[at + 11] === ZERO;
}

/** @throws BadHead where it is as long as a whole head may be */
function hasStatusLine(bytes: Buffer, at: number): boolean {
  const found = bytes.indexOf(CR, at + STATUS_BYTES);
  if (found === -1 && bytes.length - at > MAX_UPSTREAM_HEAD_BYTES) throw new BadHead('the status line is too long');
  return found !== -1;
}

/**
 * Where the head ends, if it does. Each of its lines must end in CR LF (RFC 9112, 2.2): a parser that took a bare LF would see another
 * end than this one.
 */
function endOfInterim(bytes: Buffer, at: number): number | undefined {
  const found = bytes.indexOf('\r\n\r\n', at);
  const end = found === -1 ? bytes.length : found + 4;
  if (end - at > MAX_UPSTREAM_HEAD_BYTES) throw new BadHead('the head of an interim answer is too large');
  if (found === -1) return undefined;
  for (let line = bytes.indexOf(LF, at); line !== -1 && line < end; line = bytes.indexOf(LF, line + 1)) {
    if (bytes[line - 1] !== CR) throw new BadHead('a line of an interim answer does not end in CR LF');
  }
  return end;
}

/** Empty lines before a status line are skipped, as the parser does it. */
function afterLineEnds(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === CR || bytes[at] === LF) at += 1;
  return at;
}

const ZERO = 0x30;
const ONE = 0x31;
const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;

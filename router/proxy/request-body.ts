import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { notePassing } from './passing-bytes.ts';

/**
 * A request's body on its way upstream, at the pace at which the upstream takes it.
 *
 * Undici consumes and finally destroys the stream that it is given, and to destroy an IncomingMessage is to destroy the client's
 * connection. So each attempt gets a stream of its own. What one attempt has read but not written is held, at most about one
 * buffer of it, and given to the next attempt. Once bytes have been written nothing is held and the body cannot be opened again,
 * unless it was to be kept for a repeat and is small enough.
 */
export class RequestBody {
  readonly #request: IncomingMessage;
  readonly #onWanted: () => void;
  readonly #limit: BodyLimit | undefined;
  #received = 0;
  #held: Buffer[] | undefined = [];
  #heldBytes = 0;
  #keepBytes = 0;
  #sent = false;
  #ended = false;
  #stream: Readable | undefined;
  #attached = false;
  #tap: ((chunk: Buffer) => void) | undefined;
  #isTooLarge = false;
  #gathering: { readonly mayHold: (bytes: number) => boolean; readonly done: () => void } | undefined;

  /** @param onWanted called when an upstream first asks for the body, the moment for `100 Continue` */
  constructor(request: IncomingMessage, onWanted: () => void, limit?: BodyLimit) {
    this.#request = request;
    this.#onWanted = onWanted;
    this.#limit = limit;
  }

  get repeatable(): boolean {
    return this.#held !== undefined;
  }

  /** All of it has arrived, as its end or its length tells. */
  get complete(): boolean {
    return this.#ended || this.#received === Number(this.#request.headers['content-length'] ?? Number.NaN);
  }

  /** Shows each part once, when it arrives, however often the body is opened; those that are here already at once. */
  tap(listener: (chunk: Buffer) => void): void {
    for (const chunk of this.#held ?? []) listener(chunk);
    this.#tap = listener;
  }

  /**
   * Reads ahead. Settles when the whole body is here, when a part has come that was one too many, or when no more will come: from then
   * on it is not for a slow client that an upstream waits.
   *
   * @param mayHold asked with the bytes of each part
   */
  gather(mayHold: (bytes: number) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#gathering = { mayHold, done: resolve };
      this.#flow();
    });
  }

  /** Holds what was written too, for a repeat, up to so many bytes. */
  keep(bytes: number): void {
    this.#keepBytes = bytes;
  }

  /**
   * The whole body: at once where all of it is here, which undici then writes together with the head; else as a new stream. Only while
   * `repeatable`.
   */
  open(): Buffer | Readable {
    this.#stream = undefined;
    const held = this.#held ?? [];
    const isChunked = this.#request.headers['transfer-encoding'] !== undefined;
    return this.complete && !isChunked && this.#heldBytes > 0 ? joined(held) : this.#openStream(held, isChunked);
  }

  #openStream(held: readonly Buffer[], isChunked: boolean): Readable {
    const stream: Readable = new Readable({
      ...(isChunked ? WITHOUT_LENGTH : {}),
      read: () => this.#flow(),
      destroy: (error, done) => {
        if (this.#stream === stream) {
          this.#stream = undefined;
          this.#request.pause();
        }
        done(error);
      },
    });
    // Undici's own listener goes with the attempt; an error after that must not end the process.
    stream.on('error', () => {});
    for (const chunk of held) stream.push(chunk);
    if (this.#ended) stream.push(null);
    this.#stream = stream;
    return stream;
  }

  /** Bytes have been written to an upstream. */
  markSent(): void {
    this.#sent = true;
    this.#forget();
  }

  /** Reads what is left of the body and drops it, so that the connection can carry the next request. */
  discard(): void {
    this.#held = undefined;
    this.#gathered();
    this.#stream = undefined;
    this.#request.resume();
  }

  #flow(): void {
    if (!this.#attached) {
      this.#attached = true;
      this.#onWanted();
      this.#request
        .on('data', (chunk: Buffer) => this.#take(chunk))
        .on('end', () => {
          this.#ended = true;
          this.#stream?.push(null);
          this.#gathered();
        })
        .on('close', () => {
          this.#gathered();
          if (!this.#ended) this.#stream?.destroy(new Error('the client closed the connection'));
        });
    }
    this.#request.resume();
  }

  #take(chunk: Buffer): void {
    this.#received += chunk.length;
    notePassing(chunk.length);
    if (this.#isTooLarge) return;
    if (this.#limit !== undefined && this.#received > this.#limit.bytes) {
      this.#isTooLarge = true;
      this.#stream = undefined;
      this.#limit.onExceeded();
      this.#gathered();
      return;
    }
    this.#tap?.(chunk);
    this.#held?.push(chunk);
    this.#heldBytes += chunk.length;
    this.#forget();
    if (this.#gathering?.mayHold(chunk.length) === false && !this.complete) {
      this.#request.pause();
      this.#gathered();
    }
    if (this.#stream?.push(chunk) === false) this.#request.pause();
  }

  #gathered(): void {
    this.#gathering?.done();
    this.#gathering = undefined;
  }

  #forget(): void {
    if (this.#sent && (this.#keepBytes === 0 || this.#heldBytes > this.#keepBytes)) this.#held = undefined;
  }
}

/**
 * A body in chunks goes on in chunks. Of a stream of bytes that has ended already undici states the length, so that how a request
 * reaches a server (and Fastify takes an empty body with a length for none) would depend on how fast it came.
 */
const WITHOUT_LENGTH = { objectMode: true, highWaterMark: 1 } as const;

function joined(parts: readonly Buffer[]): Buffer {
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : Buffer.concat(parts);
}

/** Bounds a body whose length was not told beforehand. */
export interface BodyLimit {
  readonly bytes: number;
  /** A part beyond the limit has arrived; it goes no further. */
  readonly onExceeded: () => void;
}

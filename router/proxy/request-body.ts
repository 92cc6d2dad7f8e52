import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/**
 * A request's body on its way upstream, at the pace at which the upstream takes it.
 *
 * Undici consumes and finally destroys the stream that it is given, and to destroy an IncomingMessage is to destroy the client's
 * connection. So each attempt gets a stream of its own. What one attempt has read but not written is held, at most about one
 * buffer of it, and given to the next attempt; once bytes have been written nothing is held, and the body cannot be opened again.
 */
export class RequestBody {
  readonly #request: IncomingMessage;
  readonly #onWanted: () => void;
  #held: Buffer[] | undefined = [];
  #ended = false;
  #stream: Readable | undefined;
  #attached = false;

  /** @param onWanted called when an upstream first asks for the body, the moment for `100 Continue` */
  constructor(request: IncomingMessage, onWanted: () => void) {
    this.#request = request;
    this.#onWanted = onWanted;
  }

  get repeatable(): boolean {
    return this.#held !== undefined;
  }

  /** The whole body as a new stream. Only while `repeatable`. */
  open(): Readable {
    const stream: Readable = new Readable({
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
    for (const chunk of this.#held ?? []) stream.push(chunk);
    if (this.#ended) stream.push(null);
    this.#stream = stream;
    return stream;
  }

  /** Bytes have been written to an upstream. */
  markSent(): void {
    this.#held = undefined;
  }

  /** Reads what is left of the body and drops it, so that the connection can carry the next request. */
  discard(): void {
    this.#held = undefined;
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
        })
        .on('close', () => {
          if (!this.#ended) this.#stream?.destroy(new Error('the client closed the connection'));
        });
    }
    this.#request.resume();
  }

  #take(chunk: Buffer): void {
    this.#held?.push(chunk);
    if (this.#stream?.push(chunk) === false) this.#request.pause();
  }
}

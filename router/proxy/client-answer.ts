import type { Dispatcher } from 'undici';
import type { Exchange } from './exchange.ts';
import { valuesOf } from './field-lines.ts';
import { notePassing } from './passing-bytes.ts';
import { toReasonPhrase } from './response-headers.ts';

/** A body that comes with its head, up to this size, is written with it. */
const MAX_WAITING_BYTES = 8_192;

/** A final answer on its way to the client, at the pace at which it reads. */
export class ClientAnswer {
  readonly status: number;
  /** From the last byte of the request that the upstream was sent to the answer's head. */
  readonly headMs: number;
  readonly #exchange: Exchange;
  /** The client can tell the end of the body without the end of the connection. */
  #delimited = false;
  /** The turn in which the head came is not over: the rest may have come with it. */
  #mayWait = true;
  /** The first part of the body, where it came with the head. */
  #waiting: Buffer | undefined;
  #pausedBefore = false;

  constructor(exchange: Exchange, status: number, headMs: number) {
    this.#exchange = exchange;
    this.status = status;
    this.headMs = headMs;
  }

  /** @param head names and values in turn, as the client gets them */
  begin(phrase: string | undefined, head: string[]): void {
    const { response } = this.#exchange;
    response.writeHead(this.status, toReasonPhrase(this.status, phrase), head);
    this.#delimited = response.chunkedEncoding || valuesOf(head, 'content-length').length > 0;
    // What arrived together leaves together; a head that arrived alone (a stream's) must not wait for its first event.
    queueMicrotask(() => this.#stopWaiting());
  }

  /** @param source pauses while the client does not read */
  write(chunk: Buffer, source: Dispatcher.DispatchController): void {
    if (this.#mayWait && this.#waiting === undefined && chunk.length <= MAX_WAITING_BYTES) {
      this.#waiting = chunk;
      return;
    }
    this.#stopWaiting();
    notePassing(chunk.length);
    const { response } = this.#exchange;
    if (response.write(chunk)) return;
    source.pause();
    if (this.#pausedBefore) return;
    this.#pausedBefore = true;
    response.on('drain', () => source.resume());
  }

  end(): void {
    const { response } = this.#exchange;
    // As text, and Latin-1 is its bytes: node joins head and body to one write, where it would give the system a list of two otherwise.
    if (this.#mayWait && this.#waiting !== undefined) response.end(this.#waiting.toString('latin1'), 'latin1');
    else response.end();
  }

  /**
   * Ends the client's connection so that a shortened answer cannot pass for a whole one. Where neither a length nor chunks tell the
   * end of the body (HTTP/1.0), an orderly close would be that end, so the connection is reset.
   */
  breakOff(): void {
    const { response } = this.#exchange;
    if (this.#delimited) response.destroy();
    else response.socket?.resetAndDestroy();
  }

  /** Nothing more is written, not even what still waits. */
  leave(): void {
    this.#mayWait = false;
  }

  /** Passes on the head, and the first part of the body if it has come. */
  #stopWaiting(): void {
    if (!this.#mayWait) return;
    this.#mayWait = false;
    const { response } = this.#exchange;
    if (response.writableEnded) return;
    // Whether more must wait shows at the next part.
    // `flushHeaders` would write the head as UTF-8, and change its bytes above 0x7f.
    if (this.#waiting === undefined) response.write('', 'latin1');
    else response.write(this.#waiting);
  }
}

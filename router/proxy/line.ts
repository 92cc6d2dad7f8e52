import type { Socket } from 'node:net';
import type { Problem } from '../../contract/problems.ts';
import type { Exchange } from './exchange.ts';
import { watchHalfClosed } from './half-closed.ts';
import type { InFlight } from './in-flight.ts';
import { breakOff, endLingering, TOO_LATE } from './last-word.ts';
import type { ClientLimits } from './limits.ts';

/** What the lines of all connections share. */
export interface LineParts {
  readonly limits: ClientLimits;
  readonly inFlight: InFlight;
  readonly serve: (exchange: Exchange) => void;
}

/** The requests of one connection, the oldest first. Only that one is served (RFC 9112, 9.3.2), the others wait. */
export class Line {
  readonly socket: Socket;
  readonly #parts: LineParts;
  readonly #exchanges: Exchange[] = [];
  /** Bytes that had been read when the last answer was given; with more, another request has begun to arrive. */
  #readAtRest = 0;
  /** Nothing more can be read here; the last word, said once the requests before it have their answers. */
  #lastWord: Buffer | undefined;
  /** What still comes is dropped: the last request has come. */
  #deaf = false;
  /** The last answer was given. */
  #ended = false;

  constructor(socket: Socket, parts: LineParts) {
    this.socket = socket;
    this.#parts = parts;
    const { lingerMs, probeEveryMs } = parts.limits;
    // Node closes by this after an answer that is the connection's last.
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => {
      this.#ended = true;
      if (this.current?.request.complete === false) endLingering(socket, undefined, lingerMs);
      else destroySoon();
    };
    socket.once('end', () => watchHalfClosed(socket, () => this.current?.response, probeEveryMs));
  }

  /** The exchange that is served. */
  get current(): Exchange | undefined {
    return this.#exchanges[0];
  }

  /** Nothing is asked here, and nothing has begun to arrive. */
  get resting(): boolean {
    if (this.current !== undefined || this.#lastWord !== undefined || this.#ended) return false;
    return this.socket.bytesRead === this.#readAtRest;
  }

  /** Whether a request that arrives now gets an answer. */
  get open(): boolean {
    return !this.#deaf && !this.#ended;
  }

  /** As many requests wait as may. */
  get full(): boolean {
    return this.#exchanges.length > this.#parts.limits.maxPipelined;
  }

  enter(exchange: Exchange): void {
    this.#exchanges.push(exchange);
    this.#deaf = exchange.last;
    this.#parts.inFlight.enter();
    if (this.#exchanges.length === 1) this.#start(exchange);
  }

  /**
   * Nothing more can be read, since the bytes are no HTTP. They belong to the youngest request's body, or to a request after it.
   *
   * @param message the refusal for the client, where a request with this id was (or, without one, could not be) read
   */
  onUnreadable(refusal: Problem, message: (requestId?: string) => Buffer): void {
    const youngest = this.#exchanges.at(-1);
    if (youngest === undefined || youngest.request.complete) {
      this.sayLast(message());
    } else if (youngest !== this.current) {
      this.#exchanges.pop();
      this.#parts.inFlight.leave();
      this.sayLast(message(youngest.requestId));
    } else {
      breakOff(youngest, refusal);
    }
  }

  /** Ends the connection with these bytes, once every request has its answer. */
  sayLast(message: Buffer): void {
    if (this.current === undefined) endLingering(this.socket, message, this.#parts.limits.lingerMs);
    else this.#lastWord = message;
  }

  /** The connection has gone. */
  abandon(): void {
    for (const exchange of this.#exchanges.splice(0)) {
      exchange.abandon();
      this.#parts.inFlight.leave();
    }
  }

  #start(exchange: Exchange): void {
    const { limits, serve } = this.#parts;
    const late =
      limits.totalTimeoutMs === 0 ? undefined : setTimeout(() => breakOff(exchange, TOO_LATE), limits.totalTimeoutMs);
    exchange.response.once('close', () => {
      clearTimeout(late);
      exchange.body?.discard();
      this.#finish(exchange);
    });
    serve(exchange);
  }

  #finish(exchange: Exchange): void {
    if (this.current !== exchange) return;
    this.#exchanges.shift();
    this.#readAtRest = this.socket.bytesRead;
    this.#parts.inFlight.leave();
    if (this.#ended) return;
    if (this.current !== undefined) this.#start(this.current);
    else if (this.#lastWord !== undefined) endLingering(this.socket, this.#lastWord, this.#parts.limits.lingerMs);
  }
}

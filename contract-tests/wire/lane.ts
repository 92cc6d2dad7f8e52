import { connect, type Socket } from 'node:net';
import { type Answer, announcesClose, type Failure } from '../../parity/answer.ts';
import { AnswerParser } from '../../parity/answer-parser.ts';
import { describeFailure } from '../../parity/describe.ts';
import { MalformedAnswerError } from '../../parity/malformed.ts';

/** Why a request on a lane has no answer. */
export class LaneError extends Error {
  override readonly name = 'LaneError';
  readonly failure: Failure;
  /** What came of an answer that ended within its body. */
  readonly brokenOff: Answer | undefined;

  constructor(failure: Failure, brokenOff?: Answer) {
    super(describeFailure(failure));
    this.failure = failure;
    this.brokenOff = brokenOff;
  }
}

export interface LaneStatistics {
  readonly requests: number;
  readonly connections: number;
  /** Connections that the server ended after an answer that did not say so. */
  readonly unannouncedCloses: number;
  /** Connections that the server kept although it had announced their end. */
  readonly ignoredCloses: number;
}

/** A kept connection with one request on it at a time. */
export interface Lane {
  /**
   * Sends one request and answers its answer. Nothing is ever sent twice.
   * @throws {LaneError} and the next request gets a new connection
   */
  send(bytes: Uint8Array, method: string): Promise<Answer>;
  statistics(): LaneStatistics;
  close(): void;
}

export interface LaneOptions {
  /** Of one request, its connection included. Default 10000. */
  readonly timeoutMs?: number;
  /** How long an announced end may take. Default 1000. */
  readonly closeMs?: number;
  /** A connection that was idle for longer is not used again: the server may be about to end it. Default 1000. */
  readonly maxIdleMs?: number;
  readonly maxBodyBytes?: number;
}

/** @param url of the server; its path is not used */
export function createLane(url: string, options: LaneOptions = {}): Lane {
  return new KeptLane(url, options);
}

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: LaneError) => void;
  /** Set while the announced end of the connection is awaited. */
  answer: Answer | undefined;
}

class KeptLane implements Lane {
  readonly #host: string;
  readonly #port: number;
  readonly #options: Required<LaneOptions>;
  readonly #timer: NodeJS.Timeout;
  readonly #statistics = { requests: 0, connections: 0, unannouncedCloses: 0, ignoredCloses: 0 };
  #wire: Wire | undefined;
  #pending: Pending | undefined;
  /** What went wrong between two requests; the next one reports it. */
  #fault: Failure | undefined;
  #idleSinceMs = 0;

  constructor(url: string, options: LaneOptions) {
    const { hostname, port } = new URL(url);
    this.#host = hostname.replace(/^\[|\]$/g, '');
    this.#port = Number(port || 80);
    this.#options = { timeoutMs: 10_000, closeMs: 1000, maxIdleMs: 1000, maxBodyBytes: 64 * 1024 * 1024, ...options };
    // One timer, wound up again for each request: a timer of each request's own costs more than reading its answer.
    this.#timer = setTimeout(() => this.#onTimeout(), this.#options.timeoutMs);
    this.#timer.unref();
  }

  send(bytes: Uint8Array, method: string): Promise<Answer> {
    if (this.#pending !== undefined) throw new Error('a lane carries one request at a time');
    if (this.#fault !== undefined) {
      const error = new LaneError(this.#fault);
      this.#fault = undefined;
      return Promise.reject(error);
    }
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#pending = { resolve, reject, answer: undefined };
    this.#statistics.requests += 1;
    if (this.#wire !== undefined && performance.now() - this.#idleSinceMs > this.#options.maxIdleMs) this.#drop();
    this.#wire ??= this.#connect();
    this.#wire.begin(bytes, method);
    this.#timer.refresh();
    return promise;
  }

  statistics(): LaneStatistics {
    return { ...this.#statistics };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#drop();
    this.#refuse({ kind: 'cut', detail: 'the lane was closed', received: Buffer.alloc(0) });
  }

  #connect(): Wire {
    this.#statistics.connections += 1;
    const wire = new Wire(this.#host, this.#port, this.#options.maxBodyBytes, {
      onAnswer: (answer) => {
        if (wire === this.#wire) this.#onAnswer(answer);
      },
      onFailure: (failure) => {
        if (wire === this.#wire) this.#onFailure(failure);
      },
    });
    return wire;
  }

  #onAnswer(answer: Answer): void {
    const pending = this.#pending;
    if (pending === undefined || pending.answer !== undefined) {
      this.#onFailure({ kind: 'garbage', problem: 'an answer nobody asked for', offset: 0, received: bytesOf(answer) });
      return;
    }
    if (!answer.complete) {
      this.#onFailure({ kind: 'cut', detail: 'within a body', received: bytesOf(answer) }, answer);
      return;
    }
    pending.answer = answer;
    if (!announcesClose(answer)) {
      this.#deliver();
      return;
    }
    if (this.#wire?.hasEnded === true) {
      this.#drop();
      this.#deliver();
      return;
    }
    const wire = this.#wire;
    setTimeout(() => {
      if (this.#pending !== pending || this.#wire !== wire) return;
      this.#statistics.ignoredCloses += 1;
      this.#drop();
      this.#deliver();
    }, this.#options.closeMs).unref();
  }

  #onFailure(failure: Failure, brokenOff?: Answer): void {
    const wasAnswered = this.#pending?.answer !== undefined;
    this.#drop();
    if (failure.kind === 'cut' && wasAnswered) {
      this.#deliver();
      return;
    }
    if (this.#pending === undefined && failure.kind === 'cut') this.#statistics.unannouncedCloses += 1;
    this.#refuse(failure, brokenOff);
  }

  #onTimeout(): void {
    if (this.#pending === undefined || this.#pending.answer !== undefined) return;
    const received = this.#wire?.received ?? Buffer.alloc(0);
    this.#drop();
    this.#refuse({ kind: 'timeout', waitedFor: 'an answer', afterMs: this.#options.timeoutMs, received });
  }

  #deliver(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#idleSinceMs = performance.now();
    if (pending?.answer !== undefined) pending.resolve(pending.answer);
  }

  #refuse(failure: Failure, brokenOff?: Answer): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) pending.reject(new LaneError(failure, brokenOff));
    else if (failure.kind !== 'cut') this.#fault = failure;
  }

  #drop(): void {
    const wire = this.#wire;
    this.#wire = undefined;
    wire?.destroy();
  }
}

interface WireEvents {
  readonly onAnswer: (answer: Answer) => void;
  readonly onFailure: (failure: Failure) => void;
}

const SHOWN_BYTES = 4096;

/** One connection of a lane. */
class Wire {
  hasEnded = false;
  /** The beginning of what came since the last request. */
  received: Buffer = Buffer.alloc(0);
  readonly #socket: Socket;
  readonly #parser: AnswerParser;
  readonly #events: WireEvents;
  #isConnected = false;

  constructor(host: string, port: number, maxBodyBytes: number, events: WireEvents) {
    this.#events = events;
    this.#parser = new AnswerParser({ onAnswer: events.onAnswer, maxBodyBytes, maxUnaskedAnswers: 1 });
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on('connect', () => {
      this.#isConnected = true;
    });
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#socket.on('end', () => this.#end(true, 'the server closed it'));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#isConnected) this.#end(false, error.code ?? error.message);
      else this.#events.onFailure({ kind: 'refused', detail: error.code ?? error.message });
    });
  }

  begin(bytes: Uint8Array, method: string): void {
    this.received = EMPTY;
    this.#parser.expect(method);
    this.#socket.write(bytes);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    // A reference, not a copy: it is held until the next request only.
    if (this.received.length === 0) this.received = chunk.subarray(0, SHOWN_BYTES);
    try {
      this.#parser.push(chunk);
    } catch (error) {
      if (!(error instanceof MalformedAnswerError)) throw error;
      const { message: problem, offset } = error;
      this.#events.onFailure({ kind: 'garbage', problem, offset, received: this.received });
    }
  }

  #end(isClean: boolean, detail: string): void {
    this.hasEnded = true;
    this.#parser.end(isClean);
    this.#events.onFailure({ kind: 'cut', detail, received: this.received });
  }
}

const EMPTY = Buffer.alloc(0);

function bytesOf({ head = '', body }: Answer): Buffer {
  return Buffer.concat([Buffer.from(head, 'latin1'), body.subarray(0, SHOWN_BYTES)]);
}

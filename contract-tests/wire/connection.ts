import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { type Answer, announcesClose, type Ending, type Failure, type Observation } from '../../parity/answer.ts';
import { AnswerParser } from '../../parity/answer-parser.ts';
import { MalformedAnswerError } from '../../parity/malformed.ts';
import type { Send, Step } from './step.ts';

export interface ObserveOptions {
  /** Most that one step may wait. Default 5000. */
  readonly stepTimeoutMs?: number;
  /** How long a connection must be quiet after the last step to count as open, where no end was announced. Default 40. */
  readonly settleMs?: number;
  /** How long an announced end may take. Default 1000. */
  readonly closeMs?: number;
  /** Of all steps together. Default 15000. */
  readonly deadlineMs?: number;
  readonly maxBodyBytes?: number;
}

/**
 * Does the steps on a connection of its own and answers what the server did. Never throws and never waits without end.
 * @param url of the server; its path is not used
 */
export async function observe(url: string, steps: readonly Step[], options: ObserveOptions = {}): Promise<Observation> {
  const connection = new Connection(url, options);
  try {
    if (await connection.opened()) {
      for (const step of steps) {
        if (!(await connection.perform(step))) break;
      }
      await connection.settle();
    }
    return connection.observation();
  } finally {
    connection.destroy();
  }
}

/** Bytes that are no request may be answered, and by more than one answer. */
const MOST_UNASKED_ANSWERS = 100;
/** Of what a server sent, how much a failure shows. */
const SHOWN_BYTES = 4096;

class Connection {
  readonly #socket: Socket;
  readonly #parser: AnswerParser;
  readonly #options: Required<ObserveOptions>;
  readonly #answers: Answer[] = [];
  #interimCount = 0;
  #received: Buffer[] = [];
  #receivedBytes = 0;
  #ending: Ending = 'open';
  #isConnected = false;
  /** The client ended it: what happens from now on is not the server's doing. */
  #isOver = false;
  #failure: Failure | undefined;
  #wake: (() => void) | undefined;
  readonly #deadline: NodeJS.Timeout;

  constructor(url: string, options: ObserveOptions) {
    this.#options = {
      stepTimeoutMs: options.stepTimeoutMs ?? 5000,
      settleMs: options.settleMs ?? 40,
      closeMs: options.closeMs ?? 1000,
      deadlineMs: options.deadlineMs ?? 15_000,
      maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024,
    };
    this.#deadline = setTimeout(() => {
      this.#fault(this.#timeout('the end of the case', this.#options.deadlineMs));
    }, this.#options.deadlineMs);
    this.#parser = new AnswerParser({
      maxBodyBytes: this.#options.maxBodyBytes,
      maxUnaskedAnswers: MOST_UNASKED_ANSWERS,
      onAnswer: (answer) => this.#answers.push(answer),
      onInterim: () => {
        this.#interimCount += 1;
      },
    });
    const { hostname, port } = new URL(url);
    this.#socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 80),
      noDelay: true,
      allowHalfOpen: true,
    });
    this.#socket.on('connect', () => {
      this.#isConnected = true;
      this.#wake?.();
    });
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#socket.on('end', () => this.#end('closed'));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
  }

  /** Whether there is a connection; where not, the failure is noted. */
  async opened(): Promise<boolean> {
    const done = await this.#wait(() => this.#isConnected || this.#failure !== undefined, this.#options.stepTimeoutMs);
    if (!done) this.#failure ??= { kind: 'refused', detail: `no connection in ${this.#options.stepTimeoutMs} ms` };
    return this.#failure === undefined;
  }

  /** Whether to go on with the next step. */
  async perform(step: Step): Promise<boolean> {
    if (this.#hasEnded()) return false;
    switch (step.kind) {
      case 'send':
        return this.#send(step);
      case 'answers':
        return this.#expect(() => this.#answers.length >= step.count, `answer ${step.count}`);
      case 'interim':
        return this.#expect(() => this.#interimCount >= step.count, `interim answer ${step.count}`);
      case 'end':
        return this.#expect(() => false, 'the end of the connection');
      case 'pause':
        await this.#wait(() => this.#hasEnded(), step.ms);
        return !this.#hasEnded();
      case 'until':
        return this.#happened(step.happens(), step.what);
      case 'half-close':
        this.#socket.end();
        return true;
      case 'close':
        this.#isOver = true;
        this.#socket.destroy();
        return false;
      case 'reset':
        this.#isOver = true;
        this.#socket.resetAndDestroy();
        return false;
    }
  }

  /** Waits until it is known whether the server ends the connection. */
  async settle(): Promise<void> {
    if (this.#hasEnded()) return;
    const last = this.#answers.at(-1);
    const { closeMs, settleMs } = this.#options;
    const announced = last !== undefined && announcesClose(last);
    await this.#wait(() => this.#hasEnded(), announced || this.#socket.writableEnded ? closeMs : settleMs);
  }

  observation(): Observation {
    if (this.#failure === undefined) {
      this.#parser.end(this.#ending === 'closed');
      return {
        kind: 'observed',
        answers: this.#answers,
        interim: this.#parser.interim,
        leftover: this.#parser.leftover,
        ending: this.#ending,
      };
    }
    return { kind: 'failed', failure: this.#failure, answers: this.#answers };
  }

  destroy(): void {
    clearTimeout(this.#deadline);
    this.#isOver = true;
    this.#socket.destroy();
  }

  async #send({ bytes, requests, pieceBytes }: Send): Promise<boolean> {
    for (const { method } of requests) this.#parser.expect(method);
    if (pieceBytes === undefined) {
      this.#socket.write(bytes);
      // Bytes of the next step shall not join these in one packet.
      await setImmediate();
      return !this.#hasEnded();
    }
    for (let at = 0; at < bytes.length && !this.#hasEnded(); at += pieceBytes) {
      let isFlushed = false;
      this.#socket.write(bytes.subarray(at, at + pieceBytes), () => {
        isFlushed = true;
        this.#wake?.();
      });
      if (!(await this.#expect(() => isFlushed, 'the server to read'))) return false;
      await setImmediate();
    }
    return !this.#hasEnded();
  }

  async #expect(condition: () => boolean, waitedFor: string): Promise<boolean> {
    const { stepTimeoutMs } = this.#options;
    if (await this.#wait(() => condition() || this.#hasEnded(), stepTimeoutMs)) return !this.#hasEnded();
    this.#fault(this.#timeout(waitedFor, stepTimeoutMs));
    return false;
  }

  async #happened(event: Promise<unknown>, waitedFor: string): Promise<boolean> {
    let hasHappened = false;
    event.then(
      () => {
        hasHappened = true;
        this.#wake?.();
      },
      (error: unknown) => this.#fault(this.#timeout(`${waitedFor} (${String(error)})`, 0)),
    );
    const { stepTimeoutMs } = this.#options;
    if (!(await this.#wait(() => hasHappened || this.#failure !== undefined, stepTimeoutMs)))
      this.#fault(this.#timeout(waitedFor, stepTimeoutMs));
    return !this.#hasEnded();
  }

  async #wait(condition: () => boolean, timeoutMs: number): Promise<boolean> {
    if (condition()) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), timeoutMs);
    this.#wake = () => {
      if (condition()) resolve(true);
    };
    const result = await promise;
    clearTimeout(timer);
    this.#wake = undefined;
    return result;
  }

  #hasEnded(): boolean {
    return this.#failure !== undefined || this.#ending !== 'open' || this.#isOver;
  }

  #read(chunk: Buffer): void {
    if (this.#isOver || this.#failure !== undefined) return;
    if (this.#receivedBytes < SHOWN_BYTES) {
      this.#received.push(Buffer.from(chunk.subarray(0, SHOWN_BYTES - this.#receivedBytes)));
      this.#receivedBytes += chunk.length;
    }
    try {
      this.#parser.push(chunk);
    } catch (error) {
      if (!(error instanceof MalformedAnswerError)) throw error;
      const received = Buffer.concat(this.#received);
      this.#fault({ kind: 'garbage', problem: error.message, offset: error.offset, received });
    }
    this.#wake?.();
  }

  #timeout(waitedFor: string, afterMs: number): Failure {
    return { kind: 'timeout', waitedFor, afterMs, received: Buffer.concat(this.#received) };
  }

  #fault(failure: Failure): void {
    this.#failure ??= failure;
    this.#wake?.();
  }

  #fail(error: NodeJS.ErrnoException): void {
    if (this.#isConnected) this.#end('reset');
    else this.#fault({ kind: 'refused', detail: error.code ?? error.message });
  }

  #end(ending: Ending): void {
    if (this.#ending === 'open' && !this.#isOver) this.#ending = ending;
    this.#wake?.();
  }
}

import type { Answer, FieldLine, Framing, InterimAnswer } from './answer.ts';
import { type AnswerHead, parseHead, parseTrailers, planBody } from './answer-head.ts';
import { BodyParts } from './body-parts.ts';
import { MalformedAnswerError, type MalformedCode } from './malformed.ts';

export interface AnswerParserOptions {
  readonly onAnswer: (answer: Answer) => void;
  readonly onInterim?: (answer: InterimAnswer) => void;
  /** Default 64 KiB; of trailers and of a chunk's first line too. */
  readonly maxHeadBytes?: number;
  /** Default 64 MiB. */
  readonly maxBodyBytes?: number;
  /** Answers beyond the requests that were noted. Default: any number, for who notes none. */
  readonly maxUnaskedAnswers?: number;
}

type State = 'head' | 'length' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailers' | 'close' | 'tunnel';

/** Of one request; a server that sends them without end would fill the memory. */
const MOST_INTERIM_ANSWERS = 100;

const EMPTY = Buffer.alloc(0);
const HEAD_END = Buffer.from('\r\n\r\n');
const BEGINNING = Buffer.from('HTTP/1.');
const CHUNK_SIZE = /^([0-9A-Fa-f]{1,13})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/;
const CR = 13;
const LF = 10;
const NEEDS_MORE = -1;

/**
 * Reads the answers of one connection from its bytes, in pieces of any size. Strict: what RFC 9112 leaves to a reader's
 * indulgence (bare LF, folded lines, contradictory lengths) is malformed here, because two clients would read it differently.
 */
export class AnswerParser {
  readonly #onAnswer: (answer: Answer) => void;
  readonly #onInterim: ((answer: InterimAnswer) => void) | undefined;
  readonly #maxHeadBytes: number;
  readonly #maxBodyBytes: number;
  readonly #maxUnaskedAnswers: number;
  readonly #methods: string[] = [];
  #unaskedAnswers = 0;
  #state: State = 'head';
  /** Bytes that wait for the rest of their line or head. */
  #held: Buffer = EMPTY;
  /** How many of the held bytes are known not to begin the end of a head. */
  #scanned = 0;
  /** Where the first held byte lies on the connection. */
  #offset = 0;
  #head: AnswerHead | undefined;
  #framing: Framing = 'none';
  #interim: InterimAnswer[] = [];
  #interimBytes = 0;
  readonly #body = new BodyParts();
  /** Of the body, or of the chunk, still to come. */
  #missing = 0;
  #error: MalformedAnswerError | undefined;

  constructor(options: AnswerParserOptions) {
    this.#onAnswer = options.onAnswer;
    this.#onInterim = options.onInterim;
    this.#maxHeadBytes = options.maxHeadBytes ?? 64 * 1024;
    this.#maxBodyBytes = options.maxBodyBytes ?? 64 * 1024 * 1024;
    this.#maxUnaskedAnswers = options.maxUnaskedAnswers ?? Number.POSITIVE_INFINITY;
  }

  /** Notes a request that was sent: answers to HEAD and CONNECT are framed in their own way. Others count as GET. */
  expect(method: string): void {
    this.#methods.push(method);
  }

  /** Interim answers that no final one has followed yet. */
  get interim(): readonly InterimAnswer[] {
    return this.#interim;
  }

  /** Bytes of no answer yet: the beginning of a head, or what follows a change of protocol. */
  get leftover(): Buffer {
    if (this.#state === 'tunnel') return this.#body.bytes();
    return this.#state === 'head' ? this.#held : EMPTY;
  }

  /** @throws {MalformedAnswerError} and again at every later call */
  push(chunk: Buffer): void {
    if (this.#error !== undefined) throw this.#error;
    const input = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    let at = 0;
    try {
      while (at < input.length) {
        const next = this.#step(input, at);
        if (next === NEEDS_MORE) break;
        at = next;
      }
    } catch (error) {
      if (error instanceof MalformedAnswerError) this.#error = error;
      throw error;
    }
    this.#held = at === input.length ? EMPTY : input.subarray(at);
    this.#offset += at;
  }

  /**
   * Nothing more comes; an answer that was not complete is answered as such.
   * @param isClean whether the server itself has ended the connection, which completes a body without length (RFC 9112, 8)
   */
  end(isClean = true): void {
    if (this.#error !== undefined || this.#state === 'head' || this.#state === 'tunnel') return;
    this.#finish(isClean && this.#state === 'close', []);
  }

  #step(input: Buffer, at: number): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(input, at);
      case 'length':
        return this.#readLength(input, at);
      case 'close':
      case 'tunnel':
        this.#keep(input.subarray(at), at);
        return input.length;
      case 'chunk-size':
        return this.#readChunkSize(input, at);
      case 'chunk-data':
        return this.#readChunk(input, at);
      case 'chunk-end':
        return this.#readChunkEnd(input, at);
      case 'trailers':
        return this.#readTrailers(input, at);
    }
  }

  #readHead(input: Buffer, at: number): number {
    const known = Math.min(BEGINNING.length, input.length - at);
    if (BEGINNING.compare(input, at, at + known, 0, known) !== 0)
      this.#fail('status-line', 'an answer does not begin with "HTTP/1."', at);
    const end = this.#findEnd(input, at);
    if (end === NEEDS_MORE) return NEEDS_MORE;
    const head = parseHead(input.toString('latin1', at, end + 2), this.#offset + at);
    if (head.status < 200 && head.status !== 101) this.#noteInterim(head, at);
    else this.#beginBody(head, at);
    return end + HEAD_END.length;
  }

  #noteInterim({ version, status, reason, headers, text }: AnswerHead, at: number): void {
    this.#interimBytes += text.length;
    if (this.#interim.length >= MOST_INTERIM_ANSWERS || this.#interimBytes > this.#maxHeadBytes)
      this.#fail('interim-answers', `more than ${this.#interim.length} interim answers to a request`, at);
    const interim = { version, status, reason, headers };
    this.#interim.push(interim);
    this.#onInterim?.(interim);
  }

  #beginBody(head: AnswerHead, at: number): void {
    const method = this.#methods.shift();
    if (method === undefined) this.#unaskedAnswers += 1;
    if (this.#unaskedAnswers > this.#maxUnaskedAnswers)
      this.#fail('unasked-answer', `more than ${this.#maxUnaskedAnswers} answers that nobody asked for`, at);
    const plan = planBody(head, method ?? 'GET', this.#offset + at);
    this.#head = head;
    this.#framing = plan.framing;
    if (plan.framing === 'length') {
      if (plan.bytes > this.#maxBodyBytes) this.#fail('body-too-large', `a body of ${plan.bytes} bytes`, at);
      this.#missing = plan.bytes;
      this.#state = 'length';
      if (plan.bytes === 0) this.#finish(true, []);
    } else if (plan.framing === 'none') {
      this.#finish(true, []);
      if (plan.tunnel === true) this.#state = 'tunnel';
    } else {
      this.#state = plan.framing === 'chunked' ? 'chunk-size' : 'close';
    }
  }

  #readLength(input: Buffer, at: number): number {
    const end = Math.min(input.length, at + this.#missing);
    this.#missing -= end - at;
    this.#keep(input.subarray(at, end), at);
    if (this.#missing === 0) this.#finish(true, []);
    return end;
  }

  #readChunkSize(input: Buffer, at: number): number {
    const end = input.indexOf(LF, at + this.#scanned);
    if ((end < 0 ? input.length : end) - at > this.#maxHeadBytes) this.#fail('chunk-size', 'a chunk size too long', at);
    if (end < 0) {
      this.#scanned = input.length - at;
      return NEEDS_MORE;
    }
    this.#scanned = 0;
    const line = input.toString('latin1', at, end - 1);
    const size = CHUNK_SIZE.exec(line)?.[1];
    if (size === undefined || input[end - 1] !== CR)
      this.#fail('chunk-size', `"${line.slice(0, 40)}" is no chunk size`, at);
    this.#missing = Number.parseInt(size, 16);
    this.#state = this.#missing === 0 ? 'trailers' : 'chunk-data';
    return end + 1;
  }

  #readChunk(input: Buffer, at: number): number {
    const end = Math.min(input.length, at + this.#missing);
    this.#missing -= end - at;
    this.#keep(input.subarray(at, end), at);
    if (this.#missing === 0) this.#state = 'chunk-end';
    return end;
  }

  #readChunkEnd(input: Buffer, at: number): number {
    if (input[at] !== CR || (input.length - at > 1 && input[at + 1] !== LF))
      this.#fail('chunk-end', 'a chunk does not end where its size says', at);
    if (input.length - at < 2) return NEEDS_MORE;
    this.#state = 'chunk-size';
    return at + 2;
  }

  #readTrailers(input: Buffer, at: number): number {
    if (input[at] === CR) {
      if (input.length - at < 2) return NEEDS_MORE;
      if (input[at + 1] !== LF) this.#fail('chunk-end', 'a chunked body does not end with CR LF', at);
      this.#finish(true, []);
      return at + 2;
    }
    const end = this.#findEnd(input, at);
    if (end === NEEDS_MORE) return NEEDS_MORE;
    this.#finish(true, parseTrailers(input.toString('latin1', at, end + 2), this.#offset + at));
    return end + HEAD_END.length;
  }

  /** Where the empty line that ends a section begins. A bare LF is told at once: the empty line might never come. */
  #findEnd(input: Buffer, at: number): number {
    const end = input.indexOf(HEAD_END, at + this.#scanned);
    if ((end < 0 ? input.length : end) - at > this.#maxHeadBytes)
      this.#fail('head-too-large', `a head of more than ${this.#maxHeadBytes} bytes`, at);
    if (end >= 0) {
      this.#scanned = 0;
      return end;
    }
    for (let lf = input.indexOf(LF, at + this.#scanned); lf >= 0; lf = input.indexOf(LF, lf + 1)) {
      if (input[lf - 1] !== CR) this.#fail('line-ending', 'a line does not end with CR LF', lf);
    }
    this.#scanned = Math.max(0, input.length - at - HEAD_END.length + 1);
    return NEEDS_MORE;
  }

  #keep(part: Buffer, at: number): void {
    if (this.#body.length + part.length > this.#maxBodyBytes)
      this.#fail('body-too-large', `a body of more than ${this.#maxBodyBytes} bytes`, at);
    this.#body.add(part);
  }

  #finish(complete: boolean, trailers: readonly FieldLine[]): void {
    const head = this.#head;
    if (head === undefined) return;
    const { version, status, reason, headers, text } = head;
    const body = this.#body.bytes();
    const framing = this.#framing;
    const interim = this.#interim;
    this.#state = 'head';
    this.#head = undefined;
    this.#interim = [];
    this.#interimBytes = 0;
    this.#body.clear();
    this.#scanned = 0;
    this.#onAnswer({ version, status, reason, headers, interim, framing, body, trailers, complete, head: text });
  }

  #fail(code: MalformedCode, detail: string, at: number): never {
    throw new MalformedAnswerError(code, detail, this.#offset + at);
  }
}

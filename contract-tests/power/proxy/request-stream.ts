import type { Exchange } from './message.ts';
import { requestBytes } from './message.ts';
import type { Plant } from './plant.ts';
import { type RequestHead, readRequestHead } from './request-head.ts';

export interface RequestStreamOptions {
  readonly plant: Pick<Plant, 'head' | 'body'>;
  readonly write: (bytes: Buffer) => void;
  /** Told of each request before its bytes go on. */
  readonly onRequest: (exchange: Exchange) => void;
}

/** A body that has a larger one is not changed. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;
/** A client that says nothing for so long waits for an answer to what it has sent: what is held back then goes on as it is. */
const IDLE_MS = 25;
const EMPTY = Buffer.alloc(0);

/**
 * The requests of one connection, from its bytes in pieces of any size. From where they are no HTTP, or a body is chunked, bytes go
 * on as they are.
 */
export class RequestStream {
  readonly #options: RequestStreamOptions;
  readonly #isChanging: boolean;
  #pending: Buffer = EMPTY;
  /** Bytes of a body that are still to go by. */
  #passing = 0;
  #isOpaque = false;
  /** What goes on in one piece: some answers depend on what came in one packet. */
  #ready: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RequestStreamOptions) {
    this.#options = options;
    this.#isChanging = options.plant.head !== undefined || options.plant.body !== undefined;
  }

  push(chunk: Buffer): void {
    if (this.#isOpaque) {
      this.#options.write(chunk);
      return;
    }
    const rest = this.#pass(chunk);
    this.#pending = this.#pending.length === 0 ? rest : Buffer.concat([this.#pending, rest]);
    while (this.#pending.length > 0 && this.#step());
    if (!this.#isChanging) this.#options.write(chunk);
    this.#send();
    clearTimeout(this.#timer);
    if (this.#isChanging && this.#pending.length > 0) this.#timer = setTimeout(() => this.flush(), IDLE_MS);
  }

  /** Sends what is held back as it is, and from now on everything. */
  flush(): void {
    clearTimeout(this.#timer);
    const held = readRequestHead(this.#pending);
    if (typeof held === 'object') this.#note(held);
    this.#giveUp();
    this.#send();
  }

  #send(): void {
    const bytes = Buffer.concat(this.#ready.splice(0));
    if (bytes.length > 0) this.#options.write(bytes);
  }

  /** Whether there may be another request behind. */
  #step(): boolean {
    const head = readRequestHead(this.#pending);
    if (head === 'incomplete') return false;
    if (head === 'none') return this.#giveUp();
    return this.#isHeld(head) ? this.#takeWhole(head) : this.#takeHead(head);
  }

  #isHeld({ bodyBytes = 0 }: RequestHead): boolean {
    return this.#options.plant.body !== undefined && bodyBytes > 0 && bodyBytes <= MAX_HELD_BYTES;
  }

  #takeWhole(head: RequestHead): boolean {
    const { plant } = this.#options;
    const { message, sizeBytes, bodyBytes = 0 } = head;
    const end = sizeBytes + bodyBytes;
    if (this.#pending.length < end) return false;
    this.#note(head);
    const whole = { ...message, body: Buffer.from(this.#pending.subarray(sizeBytes, end)) };
    this.#pending = this.#pending.subarray(end);
    this.#change(requestBytes(plant.body?.(whole) ?? whole));
    return true;
  }

  #takeHead(head: RequestHead): boolean {
    const { plant } = this.#options;
    const { message, sizeBytes, bodyBytes } = head;
    this.#note(head);
    this.#change(requestBytes({ ...(plant.head?.(message) ?? message), body: EMPTY }));
    this.#pending = this.#pending.subarray(sizeBytes);
    if (bodyBytes === undefined) return this.#giveUp();
    this.#passing = bodyBytes;
    this.#pending = this.#pass(this.#pending);
    return true;
  }

  /** Lets the bytes of a body by; answers what is behind them. */
  #pass(bytes: Buffer): Buffer {
    const size = Math.min(this.#passing, bytes.length);
    if (size > 0) this.#change(bytes.subarray(0, size));
    this.#passing -= size;
    return bytes.subarray(size);
  }

  #giveUp(): false {
    this.#isOpaque = true;
    this.#change(this.#pending);
    this.#pending = EMPTY;
    return false;
  }

  #note({ message: { method, target, fields } }: RequestHead): void {
    this.#options.onRequest({ method, target, fields });
  }

  /** Where nothing is changed, the bytes have gone on as they came. */
  #change(bytes: Buffer): void {
    if (this.#isChanging) this.#ready.push(bytes);
  }
}

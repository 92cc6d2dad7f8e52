import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Exchange } from './exchange.ts';
import { type Failure, type FailureReason, reasonOf } from './failure.ts';
import type { Attempt } from './fallback.ts';
import { valuesOf } from './field-lines.ts';
import type { Ticket } from './places.ts';
import {
  fieldsOf,
  toClient,
  toClientInterim,
  toClientUpgrade,
  toReasonPhrase,
  unreadableFraming,
} from './response-headers.ts';
import { isOffered, tunnel } from './tunnel.ts';
import type { Upstream } from './upstream.ts';
import type { Waiter } from './waiting.ts';

/** How one attempt ended. */
export type Outcome =
  /** `headMs`: from the attempt's beginning to the answer's head. */
  | { readonly kind: 'answered'; readonly status: number; readonly headMs: number }
  /** The answer had begun, so it can only be broken off: nothing is repeated once the client has seen a head. */
  | { readonly kind: 'cut-short'; readonly status: number; readonly failure: Failure }
  /** The client has seen nothing yet. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** The client has gone; `waiting`: before it saw an answer's head. */
  | { readonly kind: 'abandoned'; readonly waiting: boolean };

/** What one attempt is to do. */
export interface AttemptOptions {
  readonly connection: Attempt['connection'];
  /** The head for the upstream, names and values in turn. */
  readonly headers: string[];
  /** Whether this answer is the connection's last. */
  readonly closing: () => boolean;
  /** From the end of the request to the end of the answer's head. */
  readonly headersTimeoutMs: number;
  /** Present where another upstream could stand in: which final statuses count as a failure and are not passed on. */
  readonly refuses: ((status: number) => boolean) | undefined;
  /** Why this upstream is asked instead of the decided one; the answer says so. */
  readonly fallback: string | undefined;
}

/** Sends a request to an upstream and streams the answer to the client, each at the pace of the one who reads. */
export function forward(exchange: Exchange, upstream: Upstream, options: AttemptOptions): Promise<Outcome> {
  return new Promise<Outcome>((resolve) => {
    const relay = new Relay(exchange, upstream, options, resolve);
    exchange.onAbandoned(() => relay.abandon());
    if (!exchange.abandoned) relay.begin();
  });
}

/** A body that comes with its head, up to this size, is written with it. */
const MAX_WAITING_BYTES = 8_192;

/** Receives undici's events of one attempt. After it has settled, whatever still arrives is ignored. */
class Relay implements Dispatcher.DispatchHandler, Ticket, Waiter {
  admitted = false;
  earlier: Waiter | undefined;
  later: Waiter | undefined;
  queueTimer: NodeJS.Timeout | undefined;
  readonly #exchange: Exchange;
  readonly #upstream: Upstream;
  readonly #options: AttemptOptions;
  readonly #startedAt = performance.now();
  readonly #settle: (outcome: Outcome) => void;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #sent = false;
  #status: number | undefined;
  #headMs = 0;
  #timer: NodeJS.Timeout | undefined;
  /** What is left of the time in which the answer's head must come. */
  #leftMs = 0;
  /** The client can tell the end of the body without the end of the connection. */
  #delimited = false;
  /** The turn in which the head came is not over: the rest may have come with it. */
  #mayWait = false;
  /** The first part of the body, where it came with the head. */
  #waiting: Buffer | undefined;
  #pausedBefore = false;

  constructor(exchange: Exchange, upstream: Upstream, options: AttemptOptions, settle: (outcome: Outcome) => void) {
    this.#exchange = exchange;
    this.#upstream = upstream;
    this.#options = options;
    this.#settle = settle;
  }

  begin(): void {
    if (this.#options.refuses !== undefined) this.#upstream.waiting.enter(this);
    this.#upstream.places.enter(this, this.#options.headersTimeoutMs);
  }

  onTurn(): void {
    const { target, method, body, upgrade } = this.#exchange;
    const { connection, headers, headersTimeoutMs } = this.#options;
    // The time in the queue is part of the time in which the answer's head must come.
    const queuedMs = this.queueTimer === undefined ? 0 : Math.round(performance.now() - this.#startedAt);
    this.#leftMs = Math.max(1, headersTimeoutMs - queuedMs);
    this.#upstream.dispatcher(connection).dispatch(
      {
        path: target?.origin ?? '/',
        method,
        headers,
        headersTimeout: this.#undiciTimeoutMs(),
        body: body?.open() ?? null,
        ...(upgrade === undefined ? {} : { upgrade: upgrade.protocol }),
        // Undici closes the connection after each HEAD unless told otherwise; stray bytes on an idle one end it anyway.
        ...(method === 'HEAD' && connection === 'pooled' ? { reset: false } : {}),
      },
      this,
    );
  }

  /** Without a body our own, more exact timer runs from the start; undici makes no timers anew where both of its times are the same. */
  #undiciTimeoutMs(): number {
    const { bodyTimeoutMs } = this.#upstream;
    const isBackstop = bodyTimeoutMs === 0 || bodyTimeoutMs >= this.#leftMs;
    return isBackstop && this.#exchange.body === undefined ? bodyTimeoutMs : this.#leftMs;
  }

  onRefused(why: string): void {
    this.#fail('overloaded', new Error(`${this.#upstream.name}: ${why}`));
  }

  /** The client has gone: the upstream need not go on. */
  abandon(): void {
    this.#end({ kind: 'abandoned', waiting: this.#status === undefined });
    this.#controller?.abort(new Error('abandoned'));
  }

  /** The upstream was found out to be ill: whoever stands in need not wait for it. Nothing happens once a head was there. */
  giveUp(): void {
    this.#giveUp('given-up');
  }

  /** Called when a connection is there and nothing has been written to it; never called when connecting failed. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('abandoned'));
  }

  onBodySent(): void {
    this.#markSent();
  }

  onRequestSent(): void {
    this.#markSent();
    if (this.#settled || this.#status !== undefined) return;
    // Undici's own timeouts are up to a second late, too long where somebody could still stand in.
    this.#timer = setTimeout(() => this.#giveUp('headers-timeout'), this.#leftMs);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusMessage?: string,
  ): void {
    if (this.#settled) return;
    const { response, request, requestId } = this.#exchange;
    const fields = headOf(controller);
    if (status < 200) {
      // RFC 9110, 15.2: interim answers are passed on, but not to HTTP/1.0.
      if (request.httpVersion === '1.1') response.writeInformation(status, toClientInterim(fields));
      return;
    }
    const unreadable = unreadableFraming(fields);
    if (unreadable !== undefined) {
      const error = new Error(unreadable);
      this.#fail('bad-answer', error);
      controller.abort(error);
      return;
    }
    if (this.#options.refuses?.(status)) {
      this.#fail('failed-answer', new Error(`status ${status}`), status);
      if (!isShort(fields)) controller.abort(new Error('not wanted'));
      return;
    }
    const { fallback, closing } = this.#options;
    const close = closing() || this.#exchange.last;
    const head = toClient(fields, { status, requestId, upstream: this.#upstream.name, close, fallback });
    response.writeHead(status, toReasonPhrase(status, statusMessage), head);
    this.#exchange.capture?.noteAnswer(this.#upstream.name, status, statusMessage ?? '', fields);
    this.#status = status;
    clearTimeout(this.#timer);
    this.#headMs = performance.now() - this.#startedAt;
    this.#delimited = response.chunkedEncoding || valuesOf(head, 'content-length').length > 0;
    // What arrived together leaves together; a head that arrived alone (a stream's) must not wait for its first event.
    this.#mayWait = true;
    queueMicrotask(() => this.#stopWaiting());
  }

  /** The upstream goes on in another protocol. From here on nothing is counted or repeated: bytes go both ways. */
  onRequestUpgrade(controller: Dispatcher.DispatchController, status: number, _headers: unknown, socket: Duplex): void {
    const { upgrade, response, requestId } = this.#exchange;
    const fields = headOf(controller);
    if (this.#settled || upgrade === undefined || !isOffered(upgrade.protocol, valuesOf(fields, 'upgrade'))) {
      socket.destroy();
      this.#fail('bad-answer', new Error('the upstream switched to a protocol that was not offered'));
      return;
    }
    const { fallback } = this.#options;
    response.writeHead(status, toClientUpgrade(fields, { requestId, upstream: this.#upstream.name, fallback })).end();
    const headMs = performance.now() - this.#startedAt;
    // Undici connects over TCP or TLS; its type covers whatever a connector could give.
    tunnel(upgrade, socket as Socket, this.#upstream.tunnelIdleTimeoutMs);
    this.#end({ kind: 'answered', status, headMs });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    const { response, capture } = this.#exchange;
    capture?.noteAnswerPart(chunk);
    if (this.#mayWait && this.#waiting === undefined && chunk.length <= MAX_WAITING_BYTES) {
      this.#waiting = chunk;
      return;
    }
    this.#stopWaiting();
    if (response.write(chunk)) return;
    controller.pause();
    if (this.#pausedBefore) return;
    this.#pausedBefore = true;
    response.on('drain', () => controller.resume());
  }

  /** Passes on the head, and the first part of the body if it has come. */
  #stopWaiting(): void {
    if (!this.#mayWait) return;
    this.#mayWait = false;
    const { response } = this.#exchange;
    if (this.#settled || response.writableEnded) return;
    // Whether more must wait shows at the next part.
    if (this.#waiting === undefined) response.flushHeaders();
    else response.write(this.#waiting);
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    const { response } = this.#exchange;
    // As text, and Latin-1 is its bytes: node joins head and body to one write, where it would give the system a list of two otherwise.
    if (this.#mayWait && this.#waiting !== undefined) response.end(this.#waiting.toString('latin1'), 'latin1');
    else response.end();
    this.#end({ kind: 'answered', status: this.#status ?? 0, headMs: this.#headMs });
  }

  /** @param controller null where the request was never started */
  onResponseError(controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#settled) return;
    this.#fail(reasonOf(error, controller !== null && this.#controller !== undefined), error);
  }

  #giveUp(reason: FailureReason): void {
    if (this.#settled || this.#status !== undefined) return;
    const error = new Error('no answer so far');
    this.#fail(reason, error);
    this.#controller?.abort(error);
  }

  #fail(reason: FailureReason, error: Error, status?: number): void {
    const failure: Failure = {
      reason,
      sent: this.#sent,
      // What an upstream did about an upgrade that it was sent cannot be known.
      repeatable: this.#exchange.body?.repeatable ?? this.#exchange.upgrade === undefined,
      error,
      ...(status === undefined ? {} : { status }),
    };
    if (this.#status === undefined) {
      this.#end({ kind: 'failed', failure });
    } else {
      breakOff(this.#exchange, this.#delimited);
      this.#end({ kind: 'cut-short', status: this.#status, failure });
    }
  }

  #markSent(): void {
    this.#sent = true;
    this.#exchange.body?.markSent();
  }

  #end(outcome: Outcome): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#upstream.waiting.leave(this);
    this.#upstream.places.leave(this);
    this.#settle(outcome);
  }
}

/**
 * Ends the client's connection so that a shortened answer cannot pass for a whole one. Where neither a length nor chunks tell the
 * end of the body (HTTP/1.0), an orderly close would be that end, so the connection is reset.
 */
function breakOff({ response }: Exchange, delimited: boolean): void {
  if (delimited) response.destroy();
  else response.socket?.resetAndDestroy();
}

/** The rest of an unwanted answer that is read to its end, so that its connection can be kept. */
function isShort(fields: readonly string[]): boolean {
  const [length] = valuesOf(fields, 'content-length');
  return length !== undefined && Number(length) <= 65_536;
}

function headOf(controller: Dispatcher.DispatchController): string[] {
  // HTTP/1 gives the raw head as buffers; the type also covers HTTP/2, which is off.
  return fieldsOf((controller.rawHeaders ?? []) as Buffer[]);
}

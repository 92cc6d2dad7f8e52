import type { Dispatcher } from 'undici';
import type { ClientAnswer } from './client-answer.ts';
import type { Exchange } from './exchange.ts';
import type { Failure, FailureReason } from './failure.ts';
import type { AttemptOptions, Outcome } from './forward.ts';
import type { Ticket } from './places.ts';
import type { Upstream } from './upstream.ts';
import type { Waiter } from './waiting.ts';

/**
 * One attempt from its beginning to its one outcome: its place in the queue, the time that it has, and what ends it before an answer
 * does. A base class and no object of its own, since there is one for each request.
 */
export abstract class PendingAttempt implements Ticket, Waiter {
  admitted = false;
  earlier: Waiter | undefined;
  later: Waiter | undefined;
  queueTimer: NodeJS.Timeout | undefined;
  arrivingFrom: string | undefined;
  protected readonly exchange: Exchange;
  protected readonly upstream: Upstream;
  protected readonly options: AttemptOptions;
  protected readonly startedAt = performance.now();
  protected settled = false;
  protected controller: Dispatcher.DispatchController | undefined;
  /** There once the client has been sent the head of an answer. */
  protected answer: ClientAnswer | undefined;
  readonly #settle: (outcome: Outcome) => void;
  #sent = false;
  /** When the upstream was last given a part of the request: a client that sends slowly is no slow upstream. */
  #givenAt = this.startedAt;
  #timer: NodeJS.Timeout | undefined;
  /** What is left of the time in which the answer's head must come. */
  #leftMs = 0;

  constructor(exchange: Exchange, upstream: Upstream, options: AttemptOptions, settle: (outcome: Outcome) => void) {
    this.exchange = exchange;
    this.upstream = upstream;
    this.options = options;
    this.#settle = settle;
    if (exchange.body?.complete === false) this.arrivingFrom = options.subscriber;
  }

  begin(): void {
    if (this.options.refuses !== undefined) this.upstream.waiting.enter(this);
    this.upstream.places.enter(this, this.options.headersTimeoutMs);
  }

  onTurn(): void {
    // The time in the queue is part of the time in which the answer's head must come.
    if (this.queueTimer !== undefined) this.#givenAt = performance.now();
    const queuedMs = Math.round(this.#givenAt - this.startedAt);
    this.#leftMs = Math.max(1, this.options.headersTimeoutMs - queuedMs);
    if (this.arrivingFrom === undefined) this.options.onUpstreamTurn();
    this.dispatch(this.#leftMs);
  }

  onRefused(why: string): void {
    this.fail('overloaded', new Error(`${this.upstream.name}: ${why}`));
  }

  /** The client has gone: the upstream need not go on. */
  abandon(): void {
    this.end({ kind: 'abandoned', waiting: this.answer === undefined });
    this.controller?.abort(new Error('abandoned'));
  }

  /** The upstream was found out to be ill: whoever stands in need not wait for it. Nothing happens once a head was there. */
  giveUp(): void {
    this.#giveUp('given-up');
  }

  /** Sends the request; the answer's head must come within `leftMs`. */
  protected abstract dispatch(leftMs: number): void;

  /** A part of the request has gone. */
  protected markSent(): void {
    this.#sent = true;
    this.exchange.body?.markSent();
    if (this.arrivingFrom !== undefined) this.#givenAt = performance.now();
  }

  /** The whole request has gone: from now on the answer's head is waited for. */
  protected awaitHead(): void {
    if (this.settled) return;
    if (this.arrivingFrom !== undefined) {
      this.upstream.places.arrived(this);
      this.options.onUpstreamTurn();
    }
    if (this.answer !== undefined) return;
    // Undici's own timeouts are up to a second late, too long where somebody could still stand in.
    this.#timer = setTimeout(() => this.#giveUp('headers-timeout'), this.#leftMs);
  }

  protected headCame(): void {
    clearTimeout(this.#timer);
  }

  protected headMs(): number {
    return performance.now() - this.#givenAt;
  }

  protected fail(reason: FailureReason, error: Error, status?: number): void {
    const failure: Failure = {
      reason,
      sent: this.#sent,
      // What an upstream did about an upgrade that it was sent cannot be known.
      repeatable: this.exchange.body?.repeatable ?? this.exchange.upgrade === undefined,
      error,
      ...(status === undefined ? {} : { status }),
    };
    if (this.answer === undefined) {
      this.end({ kind: 'failed', failure });
    } else {
      this.answer.breakOff();
      this.end({ kind: 'cut-short', status: this.answer.status, failure });
    }
  }

  /** Settles the attempt. Whatever arrives afterwards is ignored. */
  protected end(outcome: Outcome): void {
    if (this.settled) return;
    this.settled = true;
    this.answer?.leave();
    clearTimeout(this.#timer);
    this.upstream.waiting.leave(this);
    this.upstream.places.leave(this);
    this.#settle(outcome);
  }

  #giveUp(reason: FailureReason): void {
    if (this.settled || this.answer !== undefined) return;
    const error = new Error('no answer so far');
    this.fail(reason, error);
    this.controller?.abort(error);
  }
}

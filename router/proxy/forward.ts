import type { Dispatcher } from 'undici';
import type { UpstreamName } from './decide.ts';
import type { Exchange } from './exchange.ts';
import { type Failure, type FailureReason, reasonOf } from './failure.ts';
import type { Attempt } from './fallback.ts';
import { valuesOf } from './field-lines.ts';
import { toClient, toClientInterim, toReasonPhrase, unreadableFraming } from './response-headers.ts';
import type { Upstream } from './upstream.ts';

/** How one attempt ended. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number }
  /** The answer had begun, so it can only be broken off: nothing is repeated once the client has seen a head. */
  | { readonly kind: 'cut-short'; readonly status: number; readonly failure: Failure }
  /** The client has seen nothing yet. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'abandoned' };

/**
 * Sends a request to an upstream and streams the answer to the client, each at the pace of the one who reads.
 *
 * @param headers the head for the upstream, names and values in turn
 * @param closing whether this answer is the connection's last
 */
export function forward(
  exchange: Exchange,
  upstream: Upstream,
  connection: Attempt['connection'],
  headers: string[],
  closing: () => boolean,
): Promise<Outcome> {
  if (!upstream.enter()) return Promise.resolve({ kind: 'failed', failure: overloaded(upstream.name) });
  return new Promise<Outcome>((resolve) => {
    const relay = new Relay(exchange, upstream.name, closing, (outcome) => {
      upstream.leave();
      resolve(outcome);
    });
    exchange.onAbandoned(() => relay.abandon());
    if (exchange.abandoned) return;
    const { method } = exchange;
    upstream.dispatcher(connection).dispatch(
      {
        path: exchange.target?.origin ?? '/',
        method,
        headers,
        body: exchange.body?.open() ?? null,
        // Undici closes the connection after each HEAD unless told otherwise; stray bytes on an idle one end it anyway.
        ...(method === 'HEAD' && connection === 'pooled' ? { reset: false } : {}),
      },
      relay,
    );
  });
}

/** Receives undici's events of one attempt. After it has settled, whatever still arrives is ignored. */
class Relay implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  readonly #upstream: UpstreamName;
  readonly #closing: () => boolean;
  readonly #settle: (outcome: Outcome) => void;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #sent = false;
  #status: number | undefined;
  /** The client can tell the end of the body without the end of the connection. */
  #delimited = false;
  #bodyBegun = false;
  #pausedBefore = false;

  constructor(exchange: Exchange, upstream: UpstreamName, closing: () => boolean, settle: (outcome: Outcome) => void) {
    this.#exchange = exchange;
    this.#upstream = upstream;
    this.#closing = closing;
    this.#settle = settle;
  }

  /** The client has gone: the upstream need not go on. */
  abandon(): void {
    this.#end({ kind: 'abandoned' });
    this.#controller?.abort(new Error('abandoned'));
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
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusMessage?: string,
  ): void {
    if (this.#settled) return;
    const { response, request, requestId } = this.#exchange;
    // HTTP/1 gives the raw head as buffers; the type also covers HTTP/2, which is off.
    const raw = (controller.rawHeaders ?? []) as Buffer[];
    if (status < 200) {
      // RFC 9110, 15.2: interim answers are passed on, but not to HTTP/1.0.
      if (request.httpVersion === '1.1') response.writeInformation(status, toClientInterim(raw));
      return;
    }
    const unreadable = unreadableFraming(raw);
    if (unreadable !== undefined) {
      const error = new Error(unreadable);
      this.#fail('bad-answer', error);
      controller.abort(error);
      return;
    }
    const head = toClient(raw, { status, requestId, upstream: this.#upstream, close: this.#closing() });
    response.writeHead(status, toReasonPhrase(status, statusMessage), head);
    this.#status = status;
    this.#delimited = response.chunkedEncoding || valuesOf(head, 'content-length').length > 0;
    // What arrived together leaves together; a head that arrived alone (a stream's) must not wait for its first event.
    queueMicrotask(() => {
      if (!this.#bodyBegun && !response.writableEnded) response.flushHeaders();
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    const { response } = this.#exchange;
    this.#bodyBegun = true;
    if (response.write(chunk)) return;
    controller.pause();
    if (this.#pausedBefore) return;
    this.#pausedBefore = true;
    response.on('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    this.#exchange.response.end();
    this.#end({ kind: 'answered', status: this.#status ?? 0 });
  }

  /** @param controller null where the request was never started */
  onResponseError(controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#settled) return;
    this.#fail(reasonOf(error, controller !== null && this.#controller !== undefined), error);
  }

  #fail(reason: FailureReason, error: Error): void {
    const failure: Failure = {
      reason,
      sent: this.#sent,
      repeatable: this.#exchange.body?.repeatable ?? true,
      error,
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

function overloaded(name: UpstreamName): Failure {
  return { reason: 'overloaded', sent: false, repeatable: true, error: new Error(`${name} has no free place`) };
}

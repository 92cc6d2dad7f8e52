import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import { ClientAnswer } from './client-answer.ts';
import { reasonOf } from './failure.ts';
import { valuesOf } from './field-lines.ts';
import { MAX_INTERIM_RELAYED } from './limits.ts';
import { PendingAttempt } from './pending-attempt.ts';
import { fieldsOf, toClient, toClientInterim, toClientUpgrade, unreadableFraming } from './response-headers.ts';
import { isOffered, tunnel } from './tunnel.ts';

/** Turns undici's events of one attempt into the client's answer. After it has settled, whatever still arrives is ignored. */
export class Relay extends PendingAttempt implements Dispatcher.DispatchHandler {
  #interimRelayed = 0;

  protected override dispatch(leftMs: number): void {
    const { target, method, body, upgrade } = this.exchange;
    const { connection, headers } = this.options;
    this.upstream.dispatcher(connection).dispatch(
      {
        path: target?.origin ?? '/',
        method,
        headers,
        headersTimeout: this.#undiciTimeoutMs(leftMs),
        body: body?.open() ?? null,
        ...(upgrade === undefined ? {} : { upgrade: upgrade.protocol }),
      },
      this,
    );
  }

  /** Called when a connection is there and nothing has been written to it; never called when connecting failed. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new Error('abandoned'));
  }

  onBodySent(): void {
    this.markSent();
  }

  onRequestSent(): void {
    this.markSent();
    this.awaitHead();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusMessage?: string,
  ): void {
    if (this.settled) return;
    const { exchange, upstream, options } = this;
    const fields = headOf(controller);
    if (status < 200) {
      this.#relayInterim(status, fields);
      return;
    }
    const unreadable = unreadableFraming(fields);
    if (unreadable !== undefined) {
      const error = new Error(unreadable);
      this.fail('bad-answer', error);
      controller.abort(error);
      return;
    }
    if (options.refuses?.(status)) {
      this.fail('failed-answer', new Error(`status ${status}`), status);
      if (!isShort(fields)) controller.abort(new Error('not wanted'));
      return;
    }
    const { fallback, closing } = options;
    const close = closing() || exchange.last;
    const head = toClient(fields, { status, requestId: exchange.requestId, upstream: upstream.name, close, fallback });
    const answer = new ClientAnswer(exchange, status, this.headMs());
    answer.begin(statusMessage, head);
    this.answer = answer;
    this.headCame();
    exchange.capture?.noteAnswer(upstream.name, status, statusMessage ?? '', fields);
  }

  /** The upstream goes on in another protocol. From here on nothing is counted or repeated: bytes go both ways. */
  onRequestUpgrade(controller: Dispatcher.DispatchController, status: number, _headers: unknown, socket: Duplex): void {
    const { upgrade, response, requestId } = this.exchange;
    const fields = headOf(controller);
    if (this.settled || upgrade === undefined || !isOffered(upgrade.protocol, valuesOf(fields, 'upgrade'))) {
      socket.destroy();
      this.fail('bad-answer', new Error('the upstream switched to a protocol that was not offered'));
      return;
    }
    const { fallback } = this.options;
    response.writeHead(status, toClientUpgrade(fields, { requestId, upstream: this.upstream.name, fallback })).end();
    const headMs = this.headMs();
    // Undici connects over TCP or TLS; its type covers whatever a connector could give.
    tunnel(upgrade, socket as Socket, this.upstream.tunnelIdleTimeoutMs);
    this.end({ kind: 'answered', status, headMs });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled) return;
    this.exchange.capture?.noteAnswerPart(chunk);
    this.answer?.write(chunk, controller);
  }

  onResponseEnd(): void {
    const { answer } = this;
    if (this.settled || answer === undefined) return;
    answer.end();
    this.end({ kind: 'answered', status: answer.status, headMs: answer.headMs });
  }

  /** @param controller null where the request was never started */
  onResponseError(controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.settled) return;
    this.fail(reasonOf(error, controller !== null && this.controller !== undefined), error);
  }

  /**
   * RFC 9110, 15.2: interim answers are passed on, but not to HTTP/1.0. They cannot be held back as a body can, so a client that does
   * not read misses them.
   */
  #relayInterim(status: number, fields: readonly string[]): void {
    const { request, response } = this.exchange;
    if (request.httpVersion !== '1.1' || this.#interimRelayed >= MAX_INTERIM_RELAYED) return;
    if (response.socket?.writableNeedDrain !== false) return;
    this.#interimRelayed += 1;
    response.writeInformation(status, toClientInterim(fields));
  }

  /** Without a body our own, more exact timer runs from the start; undici makes no timers anew where both of its times are the same. */
  #undiciTimeoutMs(leftMs: number): number {
    const { bodyTimeoutMs } = this.upstream;
    const isBackstop = bodyTimeoutMs === 0 || bodyTimeoutMs >= leftMs;
    return isBackstop && this.exchange.body === undefined ? bodyTimeoutMs : leftMs;
  }
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

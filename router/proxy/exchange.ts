import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Capture } from './capture.ts';
import { RequestBody } from './request-body.ts';
import { parseTarget, type Target } from './target.ts';
import type { Trace } from './traceparent.ts';
import { type Upgrade, wantsUpgrade } from './tunnel.ts';

/** What is known about a request beside its bytes. */
export interface ExchangeFacts {
  readonly requestId: string;
  readonly trace: Trace;
  /** The client holds its body back until it is asked for it (RFC 9110, 10.1.1). */
  readonly expectsContinue?: boolean;
  readonly upgrade?: Upgrade | undefined;
  /** Largest body; 0 for no limit. */
  readonly maxBodyBytes?: number;
  /** A body without a length has turned out to be larger. */
  readonly onTooLarge?: (exchange: Exchange) => void;
  /** Fields of the router's own answers, names and values in turn. */
  readonly ownFields?: readonly string[];
}

/** A request and the one answer that it gets. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly target: Target | undefined;
  /** undefined where the request has no body (RFC 9112, 6.3). */
  readonly body: RequestBody | undefined;
  readonly trace: Trace;
  /** Present where the request asks to go on in another protocol. */
  readonly upgrade: Upgrade | undefined;
  readonly maxBodyBytes: number;
  readonly ownFields: readonly string[];
  /** Present where somebody wants a second look at it. */
  capture: Capture | undefined;
  #abandoned = false;
  #onAbandoned: (() => void) | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, facts: ExchangeFacts) {
    const { requestId, trace, upgrade, expectsContinue = false, maxBodyBytes = 0, ownFields = [], onTooLarge } = facts;
    this.request = request;
    this.response = response;
    this.requestId = requestId;
    this.trace = trace;
    this.upgrade = upgrade;
    this.maxBodyBytes = maxBodyBytes;
    this.ownFields = ownFields;
    this.target = parseTarget(request.method ?? '', request.url ?? '');
    this.body = hasBody(request)
      ? new RequestBody(
          request,
          () => {
            if (expectsContinue && !response.headersSent) response.writeContinue();
          },
          maxBodyBytes === 0 ? undefined : { bytes: maxBodyBytes, onExceeded: () => onTooLarge?.(this) },
        )
      : undefined;
  }

  get method(): string {
    return this.request.method ?? '';
  }

  /** Length of the body as the head tells it; undefined where only its end will. */
  get declaredBytes(): number | undefined {
    const length = this.request.headers['content-length'];
    return length === undefined ? undefined : Number(length);
  }

  /** Path without query (queries may carry secrets), for logs and problem documents. */
  get path(): string {
    return this.target?.path ?? '/';
  }

  /**
   * The connection ends with this answer, unless it is upgraded: node's parser stops at a request that asks for an upgrade, and drops
   * what comes behind it in the same packet.
   */
  get last(): boolean {
    return wantsUpgrade(this.request);
  }

  /** Nobody waits for what an upstream may still answer. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Calls back once, when the client goes or its request turns out to be broken. */
  onAbandoned(listener: () => void): void {
    this.#onAbandoned = listener;
    if (this.#abandoned) listener();
  }

  abandon(): void {
    if (this.#abandoned) return;
    this.#abandoned = true;
    this.#onAbandoned?.();
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

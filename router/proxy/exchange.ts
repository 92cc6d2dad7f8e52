import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestBody } from './request-body.ts';
import { parseTarget, type Target } from './target.ts';

/** A request and the one answer that it gets. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly target: Target | undefined;
  /** undefined where the request has no body (RFC 9112, 6.3). */
  readonly body: RequestBody | undefined;
  #abandoned = false;
  #onAbandoned: (() => void) | undefined;

  /** @param expectsContinue the client holds its body back until it is asked for it (RFC 9110, 10.1.1) */
  constructor(request: IncomingMessage, response: ServerResponse, requestId: string, expectsContinue: boolean) {
    this.request = request;
    this.response = response;
    this.requestId = requestId;
    this.target = parseTarget(request.method ?? '', request.url ?? '');
    this.body = hasBody(request)
      ? new RequestBody(request, () => {
          if (expectsContinue && !response.headersSent) response.writeContinue();
        })
      : undefined;
  }

  get method(): string {
    return this.request.method ?? '';
  }

  /** Path without query (queries may carry secrets), for logs and problem documents. */
  get path(): string {
    return this.target?.path ?? '/';
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

import { Readable } from 'node:stream';
import { type Dispatcher, Pool } from 'undici';
import type { Answer, FieldLine } from '../../parity/answer.ts';
import { planBody } from '../../parity/answer-head.ts';
import { BodyParts } from '../../parity/body-parts.ts';
import { createConnector } from '../proxy/connector.ts';
import type { ShadowLimits } from './limits.ts';

/** A request that a client has made already. */
export interface MirroredRequest {
  readonly method: string;
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Why there is no answer to compare. Whether the server is ill is found out elsewhere. */
export type Unanswered = 'unreachable' | 'timeout' | 'reset' | 'bad-answer' | 'too-large' | 'closed';

export type Asked = { readonly answer: Answer } | { readonly unanswered: Unanswered };

/** A server on connections that no client's request uses. */
export interface ShadowedServer {
  /** Never rejects. */
  ask(request: MirroredRequest): Promise<Asked>;
  /** Ends what is in flight. */
  close(): Promise<void>;
}

/** @param url `scheme://host:port` */
export function createShadowedServer(url: string, limits: ShadowLimits): ShadowedServer {
  const { connectTimeoutMs, answerTimeoutMs, maxInFlight, maxAnswerBytes } = limits;
  const pool = new Pool(url, {
    allowH2: false,
    connections: maxInFlight,
    pipelining: 1,
    connect: createConnector(connectTimeoutMs),
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
    maxHeaderSize: MAX_HEAD_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  });
  return {
    ask: (request) =>
      new Promise((resolve) => {
        const reading = new Reading(request.method, { answerTimeoutMs, maxAnswerBytes }, resolve);
        try {
          pool.dispatch(optionsOf(request), reading);
        } catch (error) {
          reading.onResponseError(null, error instanceof Error ? error : new Error(String(error)));
        }
      }),
    close: () => pool.destroy(),
  };
}

const MAX_HEAD_BYTES = 65_536;
/** Shorter than any server's own, so that it is rarely the server that closes a connection on which something is sent. */
const KEEP_ALIVE_MS = 4_000;

function optionsOf({ method, target, headers, body }: MirroredRequest): Dispatcher.DispatchOptions {
  const hasLength = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-length');
  // A body that came in chunks goes on in chunks.
  const content = body.length === 0 ? null : hasLength ? body : Readable.from([body]);
  // Undici's type speaks of the methods that it knows; any token is sent.
  const known = method as Dispatcher.HttpMethod;
  return { path: target, method: known, headers: [...headers], body: content };
}

/** Reads one answer, and settles once. */
class Reading implements Dispatcher.DispatchHandler {
  readonly #method: string;
  readonly #maxAnswerBytes: number;
  readonly #settle: (asked: Asked) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #body = new BodyParts();
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #head: Pick<Answer, 'status' | 'reason' | 'headers'> | undefined;

  constructor(
    method: string,
    { answerTimeoutMs, maxAnswerBytes }: { readonly answerTimeoutMs: number; readonly maxAnswerBytes: number },
    settle: (asked: Asked) => void,
  ) {
    this.#method = method;
    this.#maxAnswerBytes = maxAnswerBytes;
    this.#settle = settle;
    this.#timer = setTimeout(() => this.#giveUp('timeout'), answerTimeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('nobody waits'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    reason: string | undefined,
  ): void {
    if (status < 200) return;
    // HTTP/1 gives the raw head as buffers; the type also covers HTTP/2, which is off.
    const raw = (controller.rawHeaders ?? []) as Buffer[];
    this.#head = { status, reason: reason ?? '', headers: linesOf(raw.map((bytes) => bytes.toString('latin1'))) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    if (this.#body.length + chunk.length > this.#maxAnswerBytes) this.#giveUp('too-large');
    else this.#body.add(chunk);
  }

  onResponseEnd(): void {
    const answer = this.#head && answerOf(this.#method, this.#head, this.#body.bytes());
    this.#end(answer === undefined ? { unanswered: 'bad-answer' } : { answer });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#end({ unanswered: unansweredBy(error, this.#controller !== undefined) });
  }

  #giveUp(unanswered: Unanswered): void {
    this.#end({ unanswered });
    this.#controller?.abort(new Error(unanswered));
  }

  #end(asked: Asked): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#settle(asked);
  }
}

/** An answer as the comparator takes it, or undefined where its head contradicts itself. */
export function answerOf(
  method: string,
  { status, reason, headers }: Pick<Answer, 'status' | 'reason' | 'headers'>,
  body: Buffer,
): Answer | undefined {
  const seen = { version: '1.1', status, reason, headers };
  try {
    const { framing } = planBody({ ...seen, text: '' }, method, 0);
    return { ...seen, interim: [], framing, body, trailers: [], complete: true };
  } catch {
    return undefined;
  }
}

/** @param fields names and values in turn */
export function linesOf(fields: readonly string[]): FieldLine[] {
  const lines: FieldLine[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) lines.push([fields[index] ?? '', fields[index + 1] ?? '']);
  return lines;
}

const BROKEN: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ERR_UPSTREAM_BROKE', 'ECONNRESET', 'EPIPE']);

function unansweredBy(error: Error, connected: boolean): Unanswered {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code.endsWith('_TIMEOUT')) return code === 'UND_ERR_CONNECT_TIMEOUT' ? 'unreachable' : 'timeout';
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return 'closed';
  if (!connected) return 'unreachable';
  return BROKEN.has(code) ? 'reset' : 'bad-answer';
}

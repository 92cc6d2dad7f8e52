import { BodyParts } from '../../parity/body-parts.ts';
import type { Decision, UpstreamName } from './decide.ts';
import type { Exchange } from './exchange.ts';

/** A body as it passed; empty where it was too large, or did not pass as a whole. */
export interface CapturedBody {
  readonly truncated: boolean;
  readonly sizeBytes: number;
  /** Joined when they are first asked for. */
  bytes(): Buffer;
}

/** One exchange with its final answer, for a second look once the client has been served. */
export interface CapturedExchange {
  readonly decision: Decision;
  /** Who answered. */
  readonly upstream: UpstreamName;
  readonly requestId: string;
  readonly method: string;
  /** In origin form (RFC 9112, 3.2.1), byte for byte. */
  readonly target: string;
  readonly request: {
    /** As sent upstream, names and values in turn; without the mark of a repeat. */
    readonly headers: readonly string[];
    readonly body: CapturedBody;
  };
  readonly answer: {
    readonly status: number;
    readonly reason: string;
    /** As the upstream sent them, names and values in turn. */
    readonly headers: readonly string[];
    readonly body: CapturedBody;
  };
}

/** Who wants to look at exchanges. Neither function may take long; what one throws is noted, and changes no answer. */
export interface CaptureHook {
  /** Asked once for each request, before it is sent. */
  wanted(decision: Decision, exchange: Exchange): boolean;
  /** Called when the client has the whole answer; never of an exchange that was abandoned or failed. */
  deliver(captured: CapturedExchange): void;
}

export interface CaptureLimits {
  /** Of each body. */
  readonly maxBodyBytes: number;
  /** Of all that is being captured at a time. */
  readonly maxHeldBytes: number;
}

export const CAPTURE_LIMITS: CaptureLimits = { maxBodyBytes: 256 * 1024, maxHeldBytes: 16 * 1024 * 1024 };

/** Begins to capture an exchange, where somebody wants it. Called once its body could be read, and before it is. */
export type Capturing = (decision: Decision, exchange: Exchange) => Capture | undefined;

/** @param onError takes what the hook throws */
export function createCapturing(
  hook: CaptureHook,
  onError: (error: unknown, exchange: Exchange) => void,
  { maxBodyBytes, maxHeldBytes }: CaptureLimits = CAPTURE_LIMITS,
): Capturing {
  let heldBytes = 0;
  const allowance = (): Allowance => {
    let taken = 0;
    return {
      take(bytes) {
        if (taken + bytes > maxBodyBytes || heldBytes + bytes > maxHeldBytes) return false;
        taken += bytes;
        heldBytes += bytes;
        return true;
      },
      giveBack() {
        heldBytes -= taken;
        taken = 0;
      },
    };
  };
  return (decision, exchange) => {
    // What goes on in another protocol has no answer to look at.
    if (exchange.upgrade !== undefined) return undefined;
    try {
      if (!hook.wanted(decision, exchange)) return undefined;
    } catch (error) {
      onError(error, exchange);
      return undefined;
    }
    const deliver = (captured: CapturedExchange) => {
      try {
        hook.deliver(captured);
      } catch (error) {
        onError(error, exchange);
      }
    };
    return new Capture(decision, exchange, deliver, allowance);
  };
}

/** Keeps references to what passes. It waits for nothing, and nothing waits for it. */
export class Capture {
  readonly #decision: Decision;
  readonly #exchange: Exchange;
  readonly #deliver: (captured: CapturedExchange) => void;
  readonly #requestBody: BodyCopy;
  readonly #answerBody: BodyCopy;
  #headers: readonly string[] = [];
  #answer: Pick<CapturedExchange['answer'], 'status' | 'reason' | 'headers'> | undefined;
  #upstream: UpstreamName;

  constructor(
    decision: Decision,
    exchange: Exchange,
    deliver: (captured: CapturedExchange) => void,
    allowance: () => Allowance,
  ) {
    this.#decision = decision;
    this.#exchange = exchange;
    this.#deliver = deliver;
    this.#upstream = decision.upstream;
    this.#requestBody = new BodyCopy(allowance());
    this.#answerBody = new BodyCopy(allowance());
    exchange.body?.tap((chunk) => this.#requestBody.add(chunk));
  }

  /** @param headers for the upstream, names and values in turn */
  noteRequest(headers: readonly string[]): void {
    this.#headers = headers;
  }

  /** The final answer begins; the client gets this one and no other. */
  noteAnswer(upstream: UpstreamName, status: number, reason: string, headers: readonly string[]): void {
    this.#upstream = upstream;
    this.#answer = { status, reason, headers };
  }

  noteAnswerPart(chunk: Buffer): void {
    this.#answerBody.add(chunk);
  }

  /** The exchange is over. @param complete the client has the whole answer */
  finish(complete: boolean): void {
    const { method, requestId, target, body } = this.#exchange;
    const [answer, upstream, decision] = [this.#answer, this.#upstream, this.#decision];
    if (body !== undefined && !body.complete) this.#requestBody.truncate();
    const request = { headers: this.#headers, body: this.#requestBody.end() };
    const answerBody = this.#answerBody.end();
    if (!complete || answer === undefined) return;
    const origin = target?.origin ?? '/';
    const sides = { request, answer: { ...answer, body: answerBody } };
    this.#deliver({ decision, upstream, requestId, method, target: origin, ...sides });
  }
}

/** What one body may hold of the bytes that there are for all. */
interface Allowance {
  take(bytes: number): boolean;
  giveBack(): void;
}

class BodyCopy {
  readonly #parts = new BodyParts();
  readonly #allowance: Allowance;
  #open = true;
  #truncated = false;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  add(chunk: Buffer): void {
    if (!this.#open) return;
    if (this.#allowance.take(chunk.length)) this.#parts.add(chunk);
    else this.truncate();
  }

  /** Nobody can do anything with a part, so none is held. */
  truncate(): void {
    this.#truncated = true;
    this.#open = false;
    this.#parts.clear();
    this.#allowance.giveBack();
  }

  end(): CapturedBody {
    this.#open = false;
    this.#allowance.giveBack();
    let joined: Buffer | undefined;
    const [parts, truncated] = [this.#parts, this.#truncated];
    return {
      truncated,
      sizeBytes: parts.length,
      bytes() {
        joined ??= parts.bytes();
        return joined;
      },
    };
  }
}

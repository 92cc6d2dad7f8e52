import type { Exchange } from './exchange.ts';
import type { Failure } from './failure.ts';
import type { Attempt } from './fallback.ts';
import { Relay } from './relay.ts';
import type { Upstream } from './upstream.ts';

/** How one attempt ended. */
export type Outcome =
  /** `headMs`: from the last byte of the request that the upstream was sent to the answer's head. */
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
  /** Whose request it is; one subscriber's uploads may hold only a part of the places. */
  readonly subscriber: string;
  /** Called once at most, when the upstream has all of the request. */
  readonly onUpstreamTurn: () => void;
}

/** Sends a request to an upstream and streams the answer to the client, each at the pace of the one who reads. */
export function forward(exchange: Exchange, upstream: Upstream, options: AttemptOptions): Promise<Outcome> {
  return new Promise<Outcome>((resolve) => {
    const relay = new Relay(exchange, upstream, options, resolve);
    exchange.onAbandoned(() => relay.abandon());
    if (!exchange.abandoned) relay.begin();
  });
}

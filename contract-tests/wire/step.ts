/** Bytes to send; the requests that begin in them say how their answers are framed. */
export interface Send {
  readonly kind: 'send';
  readonly bytes: Buffer;
  readonly requests: readonly { readonly method: string; readonly start: number }[];
  /** Size of the pieces to send the bytes in; whole by default. */
  readonly pieceBytes?: number;
}

/** What a client does on a connection, in order. Where the server ends the connection, the rest is not done. */
export type Step =
  | Send
  /** Waits until there are so many final answers on the connection. */
  | { readonly kind: 'answers'; readonly count: number }
  /** Waits until there are so many interim answers on the connection. */
  | { readonly kind: 'interim'; readonly count: number }
  /** Waits until the server ends the connection. */
  | { readonly kind: 'end' }
  /** Says nothing for a while: a slow client. */
  | { readonly kind: 'pause'; readonly ms: number }
  /** Waits until something has happened that is not on this connection. */
  | { readonly kind: 'until'; readonly what: string; readonly happens: () => Promise<unknown> }
  /** Ends the sending side only (RFC 9293, 3.6). */
  | { readonly kind: 'half-close' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reset' };

export const answers = (count: number): Step => ({ kind: 'answers', count });
export const interim = (count: number): Step => ({ kind: 'interim', count });
export const pause = (ms: number): Step => ({ kind: 'pause', ms });
export const until = (what: string, happens: () => Promise<unknown>): Step => ({ kind: 'until', what, happens });
export const END: Step = { kind: 'end' };
export const HALF_CLOSE: Step = { kind: 'half-close' };
export const CLOSE: Step = { kind: 'close' };
export const RESET: Step = { kind: 'reset' };

/** What the front and its workers say to each other over the channel that Node opens between parent and child. */

/** Where a worker listens: on a socket of that address that it has inherited, or where none can be, on the address. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly fd?: number;
}

export type ToWorker =
  /** Its predecessor has let go: open what only one worker may hold, then listen. */
  | { readonly kind: 'take-over'; readonly places: Readonly<Record<string, Place>> }
  /** Let go of what only one worker may hold, and go on serving. */
  | { readonly kind: 'release' }
  /** Take no new connections, end those there are, exit. May come again with shorter times. */
  | ({ readonly kind: 'retire'; readonly reason: string } & Patience)
  /** Say `pong`: one that does not is taken to hang. */
  | { readonly kind: 'ping' }
  | Relay;

export type FromWorker =
  /** It has loaded all that needs nothing but itself. */
  | { readonly kind: 'prepared' }
  /** It listens; the URL of each listener, and what it serves in words. */
  | { readonly kind: 'ready'; readonly urls: Readonly<Record<string, string>>; readonly words?: string }
  | { readonly kind: 'released' }
  | { readonly kind: 'pong' }
  /** It wants to be replaced. */
  | { readonly kind: 'restart' }
  | Relay;

/** From the worker in charge to those that still finish their requests; what it means is theirs. */
export interface Relay {
  readonly kind: 'relay';
  readonly message: unknown;
}

export interface Patience {
  /** How long an idle connection may still bring one more request. */
  readonly idleMs: number;
  /** How long requests may take to end. */
  readonly timeoutMs: number;
}

/** What a handler is given: the request as the framework and its validator hand it on. */
export interface DefaultInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** What a handler answers; `undefined`: it returns nothing. */
export type DefaultOutput = { readonly status: number; readonly body?: unknown } | undefined;

export type DefaultHandler = (input: DefaultInput) => DefaultOutput;

export interface DefaultPairOptions {
  /** The one origin that may read answers. */
  readonly frontendUrl: string;
  /** By operation; where there is none, the contract's example is the answer. */
  readonly handlers?: Readonly<Record<string, DefaultHandler>>;
  /** Requests of one address in a minute; without it there is no limiter. A limited pair believes X-Forwarded-For from loopback. */
  readonly rateLimit?: number;
  /** False: errors are left to the framework. */
  readonly errorHandler?: boolean;
}

/** The router's fixed numbers: what it waits for, and how much it holds at once. Tests pass smaller ones. */

export interface UpstreamLimits {
  readonly connectTimeoutMs: number;
  /** From the end of the request to the end of the answer's head. */
  readonly headersTimeoutMs: number;
  /** Between two parts of the answer's body; time in which a slow client makes us pause does not count. */
  readonly bodyTimeoutMs: number;
  /** Requests in flight per upstream; one more is refused with 503. */
  readonly maxInFlight: number;
}

export interface ClientLimits {
  /** Time for the whole head (a slow one is answered with 408) and for the whole request. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly checkTimeoutsEveryMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly maxHeadBytes: number;
  /** Pipelined requests that may wait on one connection (RFC 9112, 9.3.2); with one more it is closed. */
  readonly maxPipelined: number;
  /** Time in which a refused client may go on sending, so that it reads its answer before a reset destroys it. */
  readonly lingerMs: number;
  /** How often it is found out whether a client that has closed its sending side still reads. */
  readonly probeEveryMs: number;
}

export interface Limits {
  readonly upstream: UpstreamLimits;
  readonly client: ClientLimits;
}

export const LIMITS: Limits = {
  upstream: { connectTimeoutMs: 3_000, headersTimeoutMs: 60_000, bodyTimeoutMs: 300_000, maxInFlight: 1_024 },
  client: {
    headersTimeoutMs: 15_000,
    requestTimeoutMs: 300_000,
    checkTimeoutsEveryMs: 1_000,
    keepAliveTimeoutMs: 75_000,
    maxHeadBytes: 16_384,
    maxPipelined: 64,
    lingerMs: 1_000,
    probeEveryMs: 1_000,
  },
};

/**
 * How long an idle connection to an upstream is kept. Shorter than the servers' 72 s, so that it is the router that closes
 * first: a request sent on a connection which the server closes at that moment could not be repeated.
 */
export const UPSTREAM_KEEP_ALIVE_MS = 30_000;

/** Largest response head that is relayed; a larger one counts as a bad answer. */
export const MAX_UPSTREAM_HEAD_BYTES = 65_536;

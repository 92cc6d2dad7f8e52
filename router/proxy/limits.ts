import type { GatheringLimits } from './gathering.ts';

/** What the router waits for, and how much it holds at once. `limitsFrom` in `../config.ts` reads some of it from the settings. */

export interface UpstreamLimits {
  readonly connectTimeoutMs: number;
  /** From the end of the request to the end of the answer's head. */
  readonly headersTimeoutMs: number;
  /** Between two parts of the answer's body; time in which a slow client makes us pause does not count. */
  readonly bodyTimeoutMs: number;
  /** Requests in flight per upstream; one more waits. An upgraded connection counts until it is upgraded. */
  readonly maxInFlight: number;
  /** Requests that wait for an upstream, the first come first served; one more is refused with 503. */
  readonly maxQueued: number;
}

export interface ClientLimits {
  /** Time for the whole head (a slow one is answered with 408) and for the whole request. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly checkTimeoutsEveryMs: number;
  readonly keepAliveTimeoutMs: number;
  /** A client that reads nothing of its answer for so long is cut off; so is a tunnel in which nothing moves. */
  readonly idleTimeoutMs: number;
  /** Longest life of a request and its answer; 0 for no limit. */
  readonly totalTimeoutMs: number;
  /** Names, values and target of a request. The servers must take 1,024 bytes more, for what the router adds; ours do. */
  readonly maxHeadBytes: number;
  /** Largest body of a request; 0 leaves it to the servers. */
  readonly maxBodyBytes: number;
  /** Connections at a time; one more gets 503. */
  readonly maxConnections: number;
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
  /** Bodies that are waited for before an upstream is asked. */
  readonly gathering: GatheringLimits;
  /** Largest request body that is kept for a repeat. */
  readonly replayBytes: number;
  readonly retryBudget: {
    /** Repeats to the same server as a share of the requests, 0 to 1, and how many there are in any case. */
    readonly share: number;
    readonly floor: number;
    readonly windowMs: number;
  };
}

export const LIMITS: Limits = {
  upstream: {
    connectTimeoutMs: 3_000,
    headersTimeoutMs: 60_000,
    bodyTimeoutMs: 300_000,
    maxInFlight: 256,
    maxQueued: 1_024,
  },
  client: {
    headersTimeoutMs: 15_000,
    requestTimeoutMs: 300_000,
    checkTimeoutsEveryMs: 1_000,
    keepAliveTimeoutMs: 75_000,
    idleTimeoutMs: 300_000,
    totalTimeoutMs: 0,
    maxHeadBytes: 16_384,
    maxBodyBytes: 0,
    maxConnections: 20_000,
    maxPipelined: 64,
    lingerMs: 1_000,
    probeEveryMs: 1_000,
  },
  gathering: { bodyBytes: 65_536, allBytes: 67_108_864 },
  replayBytes: 65_536,
  retryBudget: { share: 0.2, floor: 256, windowMs: 10_000 },
};

/**
 * How long an idle connection to an upstream is kept. Shorter than the servers' 72 s, so that it is the router that closes
 * first: a request sent on a connection which the server closes at that moment could not be repeated.
 */
export const UPSTREAM_KEEP_ALIVE_MS = 30_000;

/** Largest response head that is relayed; a larger one counts as a bad answer. */
export const MAX_UPSTREAM_HEAD_BYTES = 65_536;

/**
 * Interim answers (RFC 9110, 15.2) to one request: how many reach the client, further ones are dropped; and how many may come before
 * the upstream's answer counts as a bad one. A server that says once a second that it is at work comes to 3,600 in the longest time
 * that an answer can be given.
 */
export const MAX_INTERIM_RELAYED = 256;
export const MAX_INTERIM_ANSWERS = 4_096;

/**
 * Fields of a request's head. Node's servers answer more than 1,000 with 431, and nine are what the router may add: X-Forwarded-For,
 * -Host and -Proto, Forwarded, Via, X-Request-Id, traceparent, Connection, and the mark of a repeat.
 */
export const MAX_FIELDS = 991;

import { type Dispatcher, Pool } from 'undici';
import { createConnector } from './connector.ts';
import type { UpstreamName } from './decide.ts';
import type { Attempt } from './fallback.ts';
import { MAX_UPSTREAM_HEAD_BYTES, UPSTREAM_KEEP_ALIVE_MS, type UpstreamLimits } from './limits.ts';
import { Places } from './places.ts';
import { Waiting } from './waiting.ts';

/** A server behind the router. */
export interface Upstream {
  readonly name: UpstreamName;
  /** Those of the requests in flight. */
  readonly places: Places;
  readonly tunnelIdleTimeoutMs: number;
  /** Between two parts of an answer's body. */
  readonly bodyTimeoutMs: number;
  /** Requests without an answer's head which another upstream could answer as well. */
  readonly waiting: Waiting;
  dispatcher(connection: Attempt['connection']): Dispatcher;
  /** Ends what is in flight and closes every connection. */
  destroy(): Promise<void>;
}

/** @param url `scheme://host:port` */
export function createUpstream(name: UpstreamName, url: string, limits: UpstreamLimits): Upstream {
  const options: Pool.Options = {
    allowH2: false,
    connect: createConnector(limits.connectTimeoutMs),
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.bodyTimeoutMs,
    maxHeaderSize: MAX_UPSTREAM_HEAD_BYTES,
    keepAliveTimeout: UPSTREAM_KEEP_ALIVE_MS,
    // The server's own `Keep-Alive: timeout` may shorten this, not lengthen it.
    keepAliveMaxTimeout: UPSTREAM_KEEP_ALIVE_MS,
  };
  const pools = {
    pooled: new Pool(url, { ...options, pipelining: 1 }),
    // Without pipelining a connection is not kept, so that each request opens its own.
    fresh: new Pool(url, { ...options, pipelining: 0 }),
  };
  return {
    name,
    places: new Places(limits.maxInFlight, limits.maxQueued),
    tunnelIdleTimeoutMs: limits.bodyTimeoutMs,
    bodyTimeoutMs: limits.bodyTimeoutMs,
    waiting: new Waiting(),
    dispatcher: (connection) => pools[connection],
    async destroy() {
      await Promise.all([pools.pooled.destroy(), pools.fresh.destroy()]);
    },
  };
}

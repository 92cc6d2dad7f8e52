import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createMatcher } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';
import type { StickyKey } from '../../settings/values.ts';
import { createClientAddress } from './client-address.ts';
import { superviseConnections } from './connections.ts';
import type { UpstreamName } from './decide.ts';
import { identify } from './identify.ts';
import { type ClientLimits, LIMITS, type Limits } from './limits.ts';
import type { Observer } from './observe.ts';
import { createPipeline } from './pipeline.ts';
import { createUpstream } from './upstream.ts';

export interface ProxyOptions {
  readonly operations: readonly Operation[];
  /** `scheme://host:port` of each server. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  /** Share of the users that go to Fastify, 0 to 100; asked for each request. */
  readonly percentage: () => number;
  /** Whether Express may answer what Fastify could not be reached for; asked for each request. */
  readonly rollbackOnError: () => boolean;
  readonly stickyKey: StickyKey;
  readonly stickySalt: string;
  readonly trustedProxies: readonly string[];
  readonly observe: Observer;
  readonly limits?: Limits;
  readonly now?: () => number;
  readonly newRequestId?: () => string;
}

export interface ReverseProxy {
  /** Not listening yet. */
  readonly server: Server;
  /**
   * Takes no new connections, lets what is in flight end for up to `timeoutMs`, then closes everything.
   * Settles with whether everything ended by itself.
   */
  close(timeoutMs: number): Promise<boolean>;
}

/** Puts the data path together. Nothing is opened or read before its server listens. */
export function createProxy(options: ProxyOptions): ReverseProxy {
  const { stickyKey, limits = LIMITS, now = () => performance.now(), newRequestId = randomUUID } = options;
  const upstreams = {
    express: createUpstream('express', options.upstreams.express, limits.upstream),
    fastify: createUpstream('fastify', options.upstreams.fastify, limits.upstream),
  };
  let closing = false;
  const server = createHttpServer(limits.client);
  const serve = createPipeline({
    match: createMatcher(options.operations),
    clientAddress: createClientAddress(options.trustedProxies),
    identify: (request, clientAddress) => identify(request.headers, clientAddress, stickyKey),
    salt: options.stickySalt,
    percentage: options.percentage,
    rollbackOnError: options.rollbackOnError,
    upstreams,
    observe: options.observe,
    now,
    closing: () => closing,
  });
  const connections = superviseConnections(server, serve, { limits: limits.client, newRequestId });

  return {
    server,
    async close(timeoutMs) {
      closing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      const finished = await withinTime(connections.idle(), timeoutMs);
      server.closeAllConnections();
      await Promise.all([closed, upstreams.express.destroy(), upstreams.fastify.destroy()]);
      return finished;
    },
  };
}

function createHttpServer(limits: ClientLimits): Server {
  const server = createServer({
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.checkTimeoutsEveryMs,
    maxHeaderSize: limits.maxHeadBytes,
    insecureHTTPParser: false,
    // The guard checks Host, so that this refusal too is a problem document.
    requireHostHeader: false,
    noDelay: true,
  });
  // A limit on their number would drop fields silently, perhaps the second Host; their size is limited.
  server.maxHeadersCount = 0;
  // A client that has closed its sending side still gets its answer (RFC 9112, 9.6).
  Object.assign(server, { httpAllowHalfOpen: true });
  return server;
}

async function withinTime(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), timeoutMs);
  const finished = await Promise.race([work.then(() => true), late.promise]);
  clearTimeout(timer);
  return finished;
}

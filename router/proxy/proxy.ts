import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createMatcher } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';
import type { StickyKey } from '../../settings/values.ts';
import type { Admit } from './admission.ts';
import { crossOriginFields } from './answer.ts';
import { bucketOf } from './bucket.ts';
import { type CaptureHook, createCapturing } from './capture.ts';
import { createClientAddress } from './client-address.ts';
import { superviseConnections } from './connections.ts';
import type { UpstreamName } from './decide.ts';
import type { Exchange } from './exchange.ts';
import { createForcedRoute, type RouteRefusal } from './forced-route.ts';
import { createGathering } from './gathering.ts';
import { createIdentify } from './identify.ts';
import { type ClientLimits, LIMITS, type Limits } from './limits.ts';
import type { Observer } from './observe.ts';
import { createPipeline } from './pipeline.ts';
import { remembered } from './remembered.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createUpstream } from './upstream.ts';

export interface ProxyOptions {
  readonly operations: readonly Operation[];
  /** `scheme://host:port` of each server. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  /** What holds for an operation; asked for each request. */
  readonly admit: Admit;
  /** Whether the other server may answer what the decided one could not. */
  readonly rollbackOnError: boolean;
  /** Shared with the servers, so that they do not count a repeat against anybody's limits. */
  readonly replayToken?: string;
  /** Lets a request that carries it choose its upstream. */
  readonly forceToken?: string;
  readonly onRouteRefused?: (why: RouteRefusal) => void;
  readonly stickyKey: StickyKey;
  readonly stickySalt: string;
  readonly trustedProxies: readonly string[];
  readonly observe: Observer;
  /** Takes a second look at exchanges, once their clients have been served. */
  readonly capture?: CaptureHook | undefined;
  readonly limits?: Limits;
  /** Origin whose pages may read the router's own answers. */
  readonly frontendUrl?: string | undefined;
  readonly now?: () => number;
  readonly newRequestId?: () => string;
}

export interface ReverseProxy {
  /** Not listening yet. */
  readonly server: Server;
  /** Lets go of every request that waits for this upstream and that the other one could answer. */
  giveUp(upstream: UpstreamName): void;
  /** From now on every answer is its connection's last. Connections are accepted and served as before. */
  retire(): void;
  /** Closes every connection on which nothing is asked. */
  closeIdle(): void;
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
  const onCaptureError = (error: unknown, { requestId, method, path }: Exchange) =>
    options.observe({ kind: 'fault', requestId, method, path, error });
  const server = createHttpServer(limits.client, (request) => connections.mayUpgrade(request));
  const serve = createPipeline({
    match: createMatcher(options.operations),
    clientAddress: createClientAddress(options.trustedProxies),
    identify: createIdentify(stickyKey),
    bucketOf: remembered((key) => bucketOf(options.stickySalt, key)),
    admit: options.admit,
    forcedRoute: createForcedRoute(options.forceToken, options.onRouteRefused),
    gathering: createGathering(limits.gathering),
    fallback: {
      rollbackOnError: options.rollbackOnError,
      deadlineMs: limits.upstream.headersTimeoutMs,
      replayBytes: limits.replayBytes,
      replayToken: options.replayToken,
    },
    retryBudget: createRetryBudget({ ...limits.retryBudget, now }),
    upstreams,
    observe: options.observe,
    capturing: options.capture === undefined ? undefined : createCapturing(options.capture, onCaptureError),
    now,
    closing: () => closing,
  });
  const ownFields = crossOriginFields(options.frontendUrl);
  const connections = superviseConnections(server, serve, { limits: limits.client, newRequestId, ownFields });

  return {
    server,
    giveUp(upstream) {
      upstreams[upstream].waiting.giveUp();
    },
    retire() {
      closing = true;
    },
    closeIdle: connections.closeIdle,
    async close(timeoutMs) {
      closing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      const finished = await withinTime(connections.idle(), timeoutMs);
      connections.destroy();
      await Promise.all([closed, upstreams.express.destroy(), upstreams.fastify.destroy()]);
      return finished;
    },
  };
}

function createHttpServer(limits: ClientLimits, mayUpgrade: (request: IncomingMessage) => boolean): Server {
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
    // A request without a body is not read as a stream: about a twentieth of its cost.
    optimizeEmptyRequests: true,
    shouldUpgradeCallback: mayUpgrade,
  });
  // Node's own limit on their number would drop fields silently, perhaps the second Host; the guard has one.
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

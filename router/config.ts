import { type Environment, readSettings, type Settings } from '../settings/read.ts';
import type { UpstreamName } from './proxy/decide.ts';
import { LIMITS, type Limits } from './proxy/limits.ts';

const NAMES = [
  'NODE_ENV',
  'HOST',
  'ROUTER_PORT',
  'EXPRESS_PORT',
  'FASTIFY_PORT',
  'EXPRESS_URL',
  'FASTIFY_URL',
  'FASTIFY_TRAFFIC_PERCENTAGE',
  'FASTIFY_ROLLBACK_ON_ERROR',
  'FASTIFY_DEBUG_MODE',
  'ROUTER_CONTRACT',
  'ROUTER_STICKY_KEY',
  'ROUTER_STICKY_SALT',
  'TRUSTED_PROXIES',
  'LOG_LEVEL',
  'SHUTDOWN_TIMEOUT_MS',
  'FRONTEND_URL',
  'ROUTER_CONNECT_TIMEOUT_MS',
  'ROUTER_HEADERS_TIMEOUT_MS',
  'ROUTER_IDLE_TIMEOUT_MS',
  'ROUTER_TOTAL_TIMEOUT_MS',
  'ROUTER_MAX_HEAD_BYTES',
  'ROUTER_MAX_BODY_BYTES',
  'ROUTER_MAX_CONNECTIONS',
  'ROUTER_MAX_IN_FLIGHT',
  'ROUTER_MAX_QUEUE',
  'ROUTER_REPLAY_BUFFER_BYTES',
  'ROUTER_RETRY_BUDGET_PERCENTAGE',
  'DATA_DIR',
  'PROOF_PUBLIC_KEY',
  'ROUTER_REQUIRE_PROOF',
  'EXPRESS_IDENTITY',
  'FASTIFY_IDENTITY',
  'ROUTER_HEALTH_PATH',
  'ROUTER_PROBE_INTERVAL_MS',
  'ROUTER_FIRST_BACKOFF_MS',
  'ROUTER_SAMPLE_PERCENTAGE',
  'ROUTER_SHADOW_PERCENTAGE',
  'ROUTER_FORCE_TOKEN',
  'ROUTER_REPLAY_TOKEN',
  'ROUTER_ADMIN_PORT',
  'ROUTER_ADMIN_TOKEN',
] as const;

export type RouterSettings = Settings<(typeof NAMES)[number]>;

export interface RouterConfig {
  readonly settings: RouterSettings;
  /** `scheme://host:port` of each server. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  /** FASTIFY_TRAFFIC_PERCENTAGE where it is set: to leave it out asks for nothing, to set it to 0 for 0 %. */
  readonly requestedPercentage: number | undefined;
}

/**
 * The configuration of the router's process.
 * @throws {ConfigurationError} that lists every mistake
 */
export function readRouterConfig(environment: Environment): RouterConfig {
  const settings = readSettings(environment, NAMES, mistakesBetween);
  const { FASTIFY_TRAFFIC_PERCENTAGE: percentage } = settings;
  return {
    settings,
    upstreams: { express: urlOf('EXPRESS', settings), fastify: urlOf('FASTIFY', settings) },
    requestedPercentage: environment.FASTIFY_TRAFFIC_PERCENTAGE ? percentage : undefined,
  };
}

/** The data path's limits: the configured ones, and the fixed ones beside them. */
export function limitsFrom(settings: RouterSettings): Limits {
  const idleTimeoutMs = settings.ROUTER_IDLE_TIMEOUT_MS;
  return {
    upstream: {
      ...LIMITS.upstream,
      connectTimeoutMs: settings.ROUTER_CONNECT_TIMEOUT_MS,
      headersTimeoutMs: settings.ROUTER_HEADERS_TIMEOUT_MS,
      bodyTimeoutMs: idleTimeoutMs,
      maxInFlight: settings.ROUTER_MAX_IN_FLIGHT,
      maxQueued: settings.ROUTER_MAX_QUEUE,
    },
    client: {
      ...LIMITS.client,
      idleTimeoutMs,
      totalTimeoutMs: settings.ROUTER_TOTAL_TIMEOUT_MS,
      maxHeadBytes: settings.ROUTER_MAX_HEAD_BYTES,
      maxBodyBytes: settings.ROUTER_MAX_BODY_BYTES,
      maxConnections: settings.ROUTER_MAX_CONNECTIONS,
    },
    gathering: LIMITS.gathering,
    replayBytes: settings.ROUTER_REPLAY_BUFFER_BYTES,
    retryBudget: { ...LIMITS.retryBudget, share: settings.ROUTER_RETRY_BUDGET_PERCENTAGE / 100 },
  };
}

function mistakesBetween(settings: Partial<RouterSettings>): string[] {
  const mistakes: string[] = [];
  const { ROUTER_PORT, ROUTER_ADMIN_PORT } = settings;
  if (ROUTER_ADMIN_PORT !== undefined && ROUTER_ADMIN_PORT !== 0 && ROUTER_ADMIN_PORT === ROUTER_PORT) {
    mistakes.push(`ROUTER_ADMIN_PORT=${ROUTER_ADMIN_PORT} is ROUTER_PORT too; allowed: a port of its own, or 0`);
  }
  const taken = new Map([
    [`${LOOPBACK}:${ROUTER_PORT}`, "the router's own address (ROUTER_PORT)"],
    [`${LOOPBACK}:${ROUTER_ADMIN_PORT}`, "the router's admin address (ROUTER_ADMIN_PORT)"],
  ]);
  for (const server of ['EXPRESS', 'FASTIFY'] as const) {
    const source = `${server}_${settings[`${server}_URL`] === undefined ? 'PORT' : 'URL'}` as const;
    const value = settings[source];
    if (value === undefined) continue;
    if (value === 0) mistakes.push(`${server}_PORT=0 names no server; set ${server}_URL`);
    const address = addressOf(urlOf(server, { HOST: '127.0.0.1', ...settings }));
    const whose = taken.get(address);
    if (whose !== undefined) mistakes.push(`${source}=${value} is ${whose}; allowed: another server`);
    else if (value !== 0) taken.set(address, `the address of the other server (${source})`);
  }
  return mistakes;
}

const LOOPBACK = 'loopback';

/** Host and port, where each name of this machine's own is one. */
function addressOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  const isOwn = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return `${isOwn ? LOOPBACK : hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

type Addressing = Pick<RouterSettings, 'HOST'> & Partial<RouterSettings>;

function urlOf(server: 'EXPRESS' | 'FASTIFY', settings: Addressing): string {
  return settings[`${server}_URL`] ?? `http://${reachable(settings.HOST)}:${settings[`${server}_PORT`]}`;
}

/** Where a server is reached that listens on this host; "every address" is for listening only. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

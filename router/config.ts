import { type Environment, readSettings, type Settings } from '../settings/read.ts';
import type { UpstreamName } from './proxy/decide.ts';

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
] as const;

type RouterSettings = Settings<(typeof NAMES)[number]>;

export interface RouterConfig {
  readonly settings: RouterSettings;
  /** `scheme://host:port` of each server. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
}

/**
 * The configuration of the router's process.
 * @throws {ConfigurationError} that lists every mistake
 */
export function readRouterConfig(environment: Environment): RouterConfig {
  const settings = readSettings(environment, NAMES, mistakesBetween);
  return { settings, upstreams: { express: urlOf('EXPRESS', settings), fastify: urlOf('FASTIFY', settings) } };
}

function mistakesBetween(settings: Partial<RouterSettings>): string[] {
  const mistakes: string[] = [];
  for (const server of ['EXPRESS', 'FASTIFY'] as const) {
    if (settings[`${server}_URL`] !== undefined) continue;
    const port = settings[`${server}_PORT`];
    if (port === 0) mistakes.push(`${server}_PORT=0 names no server; set ${server}_URL`);
    if (port !== undefined && port !== 0 && port === settings.ROUTER_PORT) {
      mistakes.push(`${server}_PORT=${port} is the router's own port (ROUTER_PORT)`);
    }
  }
  return mistakes;
}

function urlOf(server: 'EXPRESS' | 'FASTIFY', settings: RouterSettings): string {
  return settings[`${server}_URL`] ?? `http://${reachable(settings.HOST)}:${settings[`${server}_PORT`]}`;
}

/** Where a server is reached that listens on this host; "every address" is for listening only. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

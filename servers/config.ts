import { type Environment, readSettings, type Settings } from '../settings/read.ts';
import { requireJwtSecretInProduction } from '../settings/rules.ts';

const NAMES = [
  'NODE_ENV',
  'HOST',
  'EXPRESS_PORT',
  'FASTIFY_PORT',
  'DATA_DIR',
  'LOG_LEVEL',
  'FRONTEND_URL',
  'JWT_SECRET',
  'JWT_EXPIRES_IN',
  'TRUSTED_PROXIES',
  'RATE_LIMIT',
  'AI_TIMEOUT_MS',
  'AI_QUEUE_LIMIT',
  'SHUTDOWN_TIMEOUT_MS',
] as const;

export type ServerConfig = Settings<(typeof NAMES)[number]>;

/**
 * The configuration of a server process.
 * @throws {ConfigurationError} that lists every mistake
 */
export function readServerConfig(environment: Environment): ServerConfig {
  return readSettings(environment, NAMES, requireJwtSecretInProduction);
}

/** The settings that show in answers: two servers that differ in one of them are not identical. */
export function wireSettings(config: ServerConfig): Readonly<Record<string, unknown>> {
  const { NODE_ENV, FRONTEND_URL, JWT_EXPIRES_IN, TRUSTED_PROXIES, RATE_LIMIT, AI_TIMEOUT_MS, AI_QUEUE_LIMIT } = config;
  return { NODE_ENV, FRONTEND_URL, JWT_EXPIRES_IN, TRUSTED_PROXIES, RATE_LIMIT, AI_TIMEOUT_MS, AI_QUEUE_LIMIT };
}

import { type Environment, readSettings, type Settings } from '../settings/read.ts';
import { allowSeedInTestsOnly, requireJwtSecretInProduction } from '../settings/rules.ts';

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
  'ROUTER_REPLAY_TOKEN',
  'ROUTER_HEALTH_PATH',
  'RATE_LIMIT',
  'AI_TIMEOUT_MS',
  'AI_QUEUE_LIMIT',
  'LOCKSTEP_TEST_SEED',
  'SHUTDOWN_TIMEOUT_MS',
] as const;

export type ServerConfig = Settings<(typeof NAMES)[number]>;

/**
 * The configuration of a server process.
 * @throws {ConfigurationError} that lists every mistake
 */
export function readServerConfig(environment: Environment): ServerConfig {
  return readSettings(environment, NAMES, (some) => [
    ...requireJwtSecretInProduction(some),
    ...allowSeedInTestsOnly(some),
  ]);
}

/**
 * The settings that show in answers: two servers that differ in one of them are not identical. NODE_ENV is not among them,
 * although errors that nobody expected say less in production: what holds of a pair in tests is to be held against the same
 * pair in production.
 */
export function wireSettings(config: ServerConfig): Readonly<Record<string, unknown>> {
  const { FRONTEND_URL, JWT_EXPIRES_IN, TRUSTED_PROXIES, RATE_LIMIT, AI_TIMEOUT_MS, AI_QUEUE_LIMIT } = config;
  return { FRONTEND_URL, JWT_EXPIRES_IN, TRUSTED_PROXIES, RATE_LIMIT, AI_TIMEOUT_MS, AI_QUEUE_LIMIT };
}

/**
 * Every environment variable that Lockstep reads, described once: the processes' `config.ts` read from here, and the
 * README's table and `.env.example` are written from it.
 */
import {
  duration,
  ed25519Key,
  flag,
  host,
  integer,
  networks,
  oneOf,
  origin,
  path,
  secret,
  stickyKey,
  text,
  url,
} from './values.ts';

export interface Setting<Value> {
  /** What it is for, in one sentence. */
  readonly about: string;
  /** What may stand in it, for a person who got it wrong. */
  readonly allowed: string;
  /** Text that holds where the variable is unset or empty; `undefined` where there is no such value. */
  readonly fallback: string | undefined;
  /** @throws {Error} when the text is none of what is allowed */
  readonly parse: (text: string) => Value;
}

export const CATALOGUE = {
  NODE_ENV: oneOf('Kind of run; in production secrets must be given and answers say less', 'development', [
    'development',
    'production',
    'test',
  ]),
  HOST: host('Address that all processes listen on', '127.0.0.1'),
  EXPRESS_PORT: integer('Port of the Express server', '5001', 0, 65_535),
  FASTIFY_PORT: integer('Port of the Fastify server', '3001', 0, 65_535),
  ROUTER_PORT: integer('Port of the router', '8080', 0, 65_535),
  EXPRESS_URL: url('Where the router finds the baseline, if not at EXPRESS_PORT on this machine'),
  FASTIFY_URL: url('Where the router finds the candidate, if not at FASTIFY_PORT on this machine'),
  FASTIFY_TRAFFIC_PERCENTAGE: integer('Share of users that the router sends to Fastify', '0', 0, 100),
  FASTIFY_ROLLBACK_ON_ERROR: flag('Let Express answer what Fastify could not be reached for', 'true'),
  FASTIFY_DEBUG_MODE: flag('Log each routing decision with its reason', 'false'),
  ROUTER_CONTRACT: path('Contract that the router works by', 'openapi.yaml'),
  ROUTER_STICKY_KEY: stickyKey('What names the user whose requests stay on one server', 'claim:userId'),
  ROUTER_STICKY_SALT: text(
    'Salt of the buckets; another salt draws other users',
    'lockstep',
    '1 to 100 visible characters',
    /^[!-~]{1,100}$/,
  ),
  DATA_DIR: path('Directory of the database and of what is made on first use', '.data'),
  LOG_LEVEL: oneOf('Least severe log line that is written', 'info', [
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  ]),
  FRONTEND_URL: origin('Origin whose pages may call the API with credentials', 'http://localhost:5173'),
  JWT_SECRET: secret('Secret that tokens are signed with; required in production, else made once in DATA_DIR', 32),
  JWT_EXPIRES_IN: duration('Life of a token', '7d'),
  TRUSTED_PROXIES: networks('Proxies whose X-Forwarded-For is believed', 'loopback'),
  RATE_LIMIT: oneOf('off lifts every ceiling (counting goes on), for benchmarks', 'on', ['on', 'off']),
  AI_TIMEOUT_MS: integer('Time that the AI engine has for an answer, in milliseconds', '5000', 1, 600_000),
  AI_QUEUE_LIMIT: integer('Prompts that may wait for the AI engine; more are refused', '64', 1, 10_000),
  PROOF_PRIVATE_KEY: ed25519Key('Key that proofs are signed with; else made once in DATA_DIR', 'private'),
  PROOF_PUBLIC_KEY: ed25519Key('Key that proofs are checked with; else the one in DATA_DIR', 'public'),
  PROOF_EXPIRES_IN: duration('How long a proof holds', '7d'),
  LOCKSTEP_TEST_SEED: text(
    'Seed that clock, ids and salts derive from in tests; refused unless NODE_ENV=test',
    undefined,
    '1 to 100 visible characters',
    /^[!-~]{1,100}$/,
  ),
  SHUTDOWN_TIMEOUT_MS: integer(
    'Time that requests in flight have to end after SIGTERM, in milliseconds',
    '10000',
    0,
    600_000,
  ),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof CATALOGUE;

// Object.keys forgets the type of a constant's keys.
export const SETTING_NAMES = Object.keys(CATALOGUE) as readonly SettingName[];

export type SettingValue<Name extends SettingName> = (typeof CATALOGUE)[Name] extends {
  fallback: infer Fallback;
  parse: (text: string) => infer Value;
}
  ? undefined extends Fallback
    ? Value | undefined
    : Value
  : never;

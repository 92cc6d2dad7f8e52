/**
 * Every environment variable that Lockstep reads, described once: the processes' `config.ts` read from here, and the
 * README's table and `.env.example` are written from it.
 */
import {
  duration,
  ed25519Key,
  flag,
  host,
  identity,
  integer,
  networks,
  oneOf,
  origin,
  path,
  percentage,
  secret,
  stickyKey,
  text,
  token,
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
  ROUTER_ADMIN_PORT: integer("Port of the router's admin API, on the loopback address", '8081', 0, 65_535),
  EXPRESS_URL: url('Where the router finds the baseline, if not at EXPRESS_PORT on this machine'),
  FASTIFY_URL: url('Where the router finds the candidate, if not at FASTIFY_PORT on this machine'),
  FASTIFY_TRAFFIC_PERCENTAGE: percentage('Share of users that the router sends to Fastify', '0'),
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
  ROUTER_REQUIRE_PROOF: flag('Let no user go to Fastify without a proof that holds for what runs', 'true'),
  EXPRESS_IDENTITY: identity('What runs at EXPRESS_URL, where a proof knows it by a declared identity'),
  FASTIFY_IDENTITY: identity('What runs at FASTIFY_URL, where a proof knows it by a declared identity'),
  ROUTER_ADMIN_TOKEN: token('Bearer token of the admin API; else made once in DATA_DIR', 16),
  ROUTER_FORCE_TOKEN: token('Lets a request with it choose its server; without it none can', 16),
  ROUTER_REPLAY_TOKEN: secret('Tells the servers which requests the router repeats; else made once in DATA_DIR', 32),
  ROUTER_HEALTH_PATH: text(
    'Where both servers are probed',
    '/health',
    'a path of visible characters',
    /^\/[!-"$-~]{0,200}$/,
  ),
  ROUTER_PROBE_INTERVAL_MS: integer('Time between two probes of a server, in milliseconds', '500', 50, 60_000),
  ROUTER_FIRST_BACKOFF_MS: integer('Time until Fastify is first tried again after a rollback', '5000', 100, 300_000),
  ROUTER_SAMPLE_PERCENTAGE: integer('Share of the answers that are checked against the contract', '10', 0, 100),
  ROUTER_SHADOW_PERCENTAGE: integer('Share of the safe requests that the other server gets as well', '0', 0, 100),
  ROUTER_CONNECT_TIMEOUT_MS: integer('Time in which a server must accept a connection', '3000', 1, 600_000),
  ROUTER_HEADERS_TIMEOUT_MS: integer('Time in which an answer must begin, repeats included', '60000', 1, 3_600_000),
  ROUTER_IDLE_TIMEOUT_MS: integer('Longest pause within an answer', '300000', 1, 86_400_000),
  ROUTER_TOTAL_TIMEOUT_MS: integer('Longest life of a request and its answer; 0 is no limit', '0', 0, 86_400_000),
  ROUTER_MAX_HEAD_BYTES: integer(
    'Largest head of a request; the router adds up to 1024 bytes, which the servers must take too (ours do)',
    '16384',
    1_024,
    1_048_576,
  ),
  ROUTER_MAX_BODY_BYTES: integer('Largest body of a request; 0 leaves it to the servers', '0', 0, 1_099_511_627_776),
  ROUTER_MAX_CONNECTIONS: integer('Connections of clients at a time; more are refused', '20000', 1, 1_000_000),
  ROUTER_MAX_IN_FLIGHT: integer('Requests in flight to one server; more wait', '256', 1, 100_000),
  ROUTER_MAX_QUEUE: integer('Requests that wait for one server; more are refused', '1024', 0, 1_000_000),
  ROUTER_REPLAY_BUFFER_BYTES: integer('Largest request body that is kept for a repeat', '65536', 0, 16_777_216),
  ROUTER_RETRY_BUDGET_PERCENTAGE: integer('Repeats allowed, as a share of the requests', '20', 0, 100),
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

import { existsSync } from 'node:fs';
import { SETTING_NAMES, type SettingName } from '../../settings/catalogue.ts';
import { type Environment, readSettings } from '../../settings/read.ts';
import { requireJwtSecretInProduction } from '../../settings/rules.ts';
import type { ServedSettings } from '../wire/adapt.ts';
import type { GivenKeys } from './keys.ts';

/** What a proof is made by: the settings of the servers that it is to be held against. */
export interface ProveConfig {
  readonly dataDir: string;
  readonly jwtSecret: string | undefined;
  readonly keys: GivenKeys;
  readonly proofLifeSeconds: number;
  /** Variables of the servers that are started, but for their secret and what a run decides by itself. */
  readonly serverEnvironment: Readonly<Record<string, string>>;
  /** What cases must know of the servers' settings. */
  readonly served: ServedSettings;
}

/**
 * What the run decides by itself, or servers have no use for. All other settings are handed on, whatever they are: what a new one
 * changes in answers is then part of what is proven.
 */
const NOT_HANDED_ON: ReadonlySet<SettingName> = new Set([
  'NODE_ENV',
  'HOST',
  'EXPRESS_PORT',
  'FASTIFY_PORT',
  'ROUTER_PORT',
  'EXPRESS_URL',
  'FASTIFY_URL',
  'ROUTER_CONTRACT',
  'DATA_DIR',
  'LOG_LEVEL',
  'JWT_SECRET',
  'LOCKSTEP_TEST_SEED',
  'PROOF_PRIVATE_KEY',
  'PROOF_PUBLIC_KEY',
  'PROOF_EXPIRES_IN',
]);

/** Names of what requests from this machine come from. */
const LOOPBACK = ['loopback', '127.0.0.1', '127.0.0.0/8'];

/** As `npm start` does: what is set already wins over the file `.env` in the working directory. */
export function loadEnvironment(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/** @throws {ConfigurationError} that lists every mistake */
export function readProveConfig(environment: Environment): ProveConfig {
  const settings = readSettings(environment, SETTING_NAMES, (some) => [
    ...requireJwtSecretInProduction(some),
    ...(some.RATE_LIMIT === 'off'
      ? ['RATE_LIMIT=off: what is proven must be what production runs; allowed here: on']
      : []),
  ]);
  const handedOn = SETTING_NAMES.filter((name) => !NOT_HANDED_ON.has(name));
  return {
    dataDir: settings.DATA_DIR,
    jwtSecret: settings.JWT_SECRET,
    keys: { privateKey: settings.PROOF_PRIVATE_KEY, publicKey: settings.PROOF_PUBLIC_KEY },
    proofLifeSeconds: settings.PROOF_EXPIRES_IN,
    served: {
      frontendUrl: settings.FRONTEND_URL,
      trustsLoopback: settings.TRUSTED_PROXIES.some((entry) => LOOPBACK.includes(entry)),
    },
    serverEnvironment: Object.fromEntries(
      handedOn.flatMap((name) => {
        const text = environment[name];
        return text === undefined || text === '' ? [] : [[name, text]];
      }),
    ),
  };
}

export interface ShowConfig {
  readonly dataDir: string;
  readonly keys: GivenKeys;
  /** Where the servers would be. */
  readonly urls: { readonly baseline: string; readonly candidate: string };
}

/** @throws {ConfigurationError} that lists every mistake */
export function readShowConfig(environment: Environment): ShowConfig {
  const settings = readSettings(environment, [
    'DATA_DIR',
    'HOST',
    'EXPRESS_PORT',
    'FASTIFY_PORT',
    'EXPRESS_URL',
    'FASTIFY_URL',
    'PROOF_PRIVATE_KEY',
    'PROOF_PUBLIC_KEY',
  ]);
  const at = (port: number) => `http://${reachable(settings.HOST)}:${port}`;
  return {
    dataDir: settings.DATA_DIR,
    keys: { privateKey: settings.PROOF_PRIVATE_KEY, publicKey: settings.PROOF_PUBLIC_KEY },
    urls: {
      baseline: settings.EXPRESS_URL ?? at(settings.EXPRESS_PORT),
      candidate: settings.FASTIFY_URL ?? at(settings.FASTIFY_PORT),
    },
  };
}

/** Who listens on every address is asked on this machine's own. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contract, ContractError, loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { handlers } from '../handlers/index.ts';
import type { AnyHandler } from '../handlers/operation.ts';
import { deriveSecret, describeBuild } from '../services/build-info.ts';
import { openServices, type Services } from '../services/services.ts';
import { StoreError } from '../services/store/store-error.ts';
import { developmentSecret } from '../services/tokens/secret.ts';
import { ConfigurationError } from '../settings/configuration-error.ts';
import { keptSecret, REPLAY_TOKEN_FILE } from '../settings/kept-secret.ts';
import { readServerConfig, type ServerConfig, wireSettings } from './config.ts';
import { ListenError, listen } from './listen.ts';
import type { AppOptions } from './policy/app-options.ts';
import { createLog, type Logger } from './policy/log.ts';
import { drain, keepConnections, stopRequested } from './shutdown.ts';

/** A framework's part: makes the server, not yet listening. */
export interface Adapter {
  readonly name: 'express' | 'fastify';
  readonly port: (config: ServerConfig) => number;
  readonly create: (options: AppOptions) => Promise<Server>;
}

/** What is served: a contract and the handlers of its operations. */
export interface Api {
  readonly contract: string | URL;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
}

const OWN_API: Api = {
  contract: OWN_CONTRACT,
  // The contract's validation stands in for the types that an adapter cannot know.
  handlers: handlers as unknown as Api['handlers'],
};

/**
 * Runs a server process: configuration, services, server, listening; then waits to be stopped, lets requests in flight finish
 * and exits 0. What keeps it from starting is said in one clear line each, and the exit code is 1.
 */
export async function runServer(adapter: Adapter, api: Api = OWN_API): Promise<void> {
  try {
    await serve(adapter, api);
  } catch (error) {
    if (!isForPeople(error)) throw error;
    console.error(`${adapter.name}: ${error.message}`);
    process.exitCode = 1;
    process.disconnect?.();
  }
}

async function serve(adapter: Adapter, api: Api): Promise<void> {
  // Databases and secrets are this user's alone.
  process.umask(0o077);
  const config = readServerConfig(process.env);
  const secret = config.JWT_SECRET ?? developmentSecret(config.DATA_DIR, randomBytes);
  // Goes on while the contract is read.
  const derivedSecret = deriveSecret(secret);
  const contract = loadContract(api.contract);
  const log = createLog(config.LOG_LEVEL, adapter.name);
  if (config.RATE_LIMIT === 'off') log.warn({}, 'RATE_LIMIT=off: no ceiling holds; never run production like this');
  const services = await open(config, { secret, derivedSecret: await derivedSecret }, contract, log);
  let server: Server;
  let url: string;
  try {
    server = await adapter.create(appOptions(config, { contract, handlers: api.handlers }, services, log));
    keepConnections(server);
    url = await listen(server, config.HOST, adapter.port(config));
  } catch (error) {
    await services.close();
    throw error;
  }
  log.info({ url, node: process.version }, 'listening');
  process.send?.({ kind: 'listening', url });

  const reason = await stopRequested();
  log.info({ reason }, 'stopping');
  const finished = await drain(server, config.SHUTDOWN_TIMEOUT_MS);
  if (!finished) log.warn({}, 'cut off what had not finished in time');
  await services.close();
  log.flush();
  if (process.connected) process.disconnect?.();
}

interface TokenSecret {
  readonly secret: string;
  readonly derivedSecret: string;
}

function open(
  config: ServerConfig,
  { secret, derivedSecret }: TokenSecret,
  contract: Contract,
  log: Logger,
): Promise<Services> {
  const root = dirname(fileURLToPath(OWN_CONTRACT));
  return openServices({
    dataDir: config.DATA_DIR,
    jwtSecret: secret,
    jwtLifeSeconds: config.JWT_EXPIRES_IN,
    rateLimit: config.RATE_LIMIT,
    aiTimeoutMs: config.AI_TIMEOUT_MS,
    aiQueueLimit: config.AI_QUEUE_LIMIT,
    log,
    testSeed: config.LOCKSTEP_TEST_SEED,
    build: describeBuild(root, contract.digest, wireSettings(config), derivedSecret),
  });
}

function appOptions(
  config: ServerConfig,
  api: Pick<AppOptions, 'contract' | 'handlers'>,
  { scopeOf }: Services,
  log: Logger,
): AppOptions {
  return {
    ...api,
    scopeOf,
    // It shows in no answer, so it is no part of the configuration that a proof is bound to.
    replayToken: config.ROUTER_REPLAY_TOKEN ?? keptSecret(config.DATA_DIR, REPLAY_TOKEN_FILE),
    log,
    healthPath: config.ROUTER_HEALTH_PATH,
    production: config.NODE_ENV !== 'development',
    frontendUrl: config.FRONTEND_URL,
    trustedProxies: config.TRUSTED_PROXIES,
  };
}

function isForPeople(error: unknown): error is Error {
  return (
    error instanceof ConfigurationError ||
    error instanceof ContractError ||
    error instanceof StoreError ||
    error instanceof ListenError
  );
}

import { ContractError, loadContract } from '../contract/document.ts';
import { ConfigurationError } from '../settings/configuration-error.ts';
import { type RouterConfig, readRouterConfig } from './config.ts';
import { ListenError, listen } from './listen.ts';
import { createLogger, createLogObserver, levelFor } from './log.ts';
import { createProxy } from './proxy/proxy.ts';
import { stopRequested } from './shutdown.ts';

/**
 * Runs the router's process: configuration, contract, listening; then waits to be stopped, lets requests in flight finish and exits
 * 0. What keeps it from starting is said in one clear line each, and the exit code is 1.
 */
export async function run(): Promise<void> {
  try {
    await serve(readRouterConfig(process.env));
  } catch (error) {
    if (!isForPeople(error)) throw error;
    for (const line of error.message.split('\n')) console.error(`router: ${line.trim()}`);
    process.exitCode = 1;
    process.disconnect?.();
  }
}

async function serve({ settings, upstreams }: RouterConfig): Promise<void> {
  const contract = loadContract(settings.ROUTER_CONTRACT);
  const logger = createLogger(levelFor(settings.LOG_LEVEL, settings.FASTIFY_DEBUG_MODE));
  const router = createProxy({
    operations: contract.operations,
    upstreams,
    percentage: () => settings.FASTIFY_TRAFFIC_PERCENTAGE,
    rollbackOnError: () => settings.FASTIFY_ROLLBACK_ON_ERROR,
    stickyKey: settings.ROUTER_STICKY_KEY,
    stickySalt: settings.ROUTER_STICKY_SALT,
    trustedProxies: settings.TRUSTED_PROXIES,
    observe: createLogObserver(logger, settings.FASTIFY_DEBUG_MODE),
  });
  const url = await listen(router.server, settings.HOST, settings.ROUTER_PORT);
  const stop = stopRequested(process);
  const percentage = settings.FASTIFY_TRAFFIC_PERCENTAGE;
  logger.info({ url, upstreams, percentage, contract: contract.digest, node: process.version }, 'listening');
  process.send?.({ kind: 'listening', url });

  const reason = await stop;
  logger.info({ reason }, 'stopping');
  const finished = await router.close(settings.SHUTDOWN_TIMEOUT_MS);
  if (!finished) logger.warn('cut off what had not finished in time');
  logger.flush();
  if (process.connected) process.disconnect?.();
}

function isForPeople(error: unknown): error is Error {
  return error instanceof ConfigurationError || error instanceof ContractError || error instanceof ListenError;
}

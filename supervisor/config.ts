import { SETTING_NAMES } from '../settings/catalogue.ts';
import { type Environment, readSettings } from '../settings/read.ts';
import { allowSeedInTestsOnly, requireDistinctPorts, requireJwtSecretInProduction } from '../settings/rules.ts';

export interface SupervisorConfig {
  readonly shutdownTimeoutMs: number;
  /** Where the router is to find the servers, for those that are not ours. */
  readonly elsewhere: { readonly express: string | undefined; readonly fastify: string | undefined };
}

/**
 * Reads every setting of every process, though the supervisor needs few: so all mistakes are listed at once, and by one
 * process rather than by three.
 * @throws {ConfigurationError} that lists every mistake
 */
export function readConfig(environment: Environment): SupervisorConfig {
  const settings = readSettings(environment, SETTING_NAMES, (some) => [
    ...requireJwtSecretInProduction(some),
    ...allowSeedInTestsOnly(some),
    ...requireDistinctPorts(some),
  ]);
  return {
    shutdownTimeoutMs: settings.SHUTDOWN_TIMEOUT_MS,
    elsewhere: { express: settings.EXPRESS_URL, fastify: settings.FASTIFY_URL },
  };
}

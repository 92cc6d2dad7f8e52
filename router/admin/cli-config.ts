import { type Environment, readSettings } from '../../settings/read.ts';

export interface CliConfig {
  /** Where the admin API listens. */
  readonly url: string;
  readonly token: string | undefined;
  readonly dataDir: string;
}

/** @throws {ConfigurationError} that lists every mistake */
export function readCliConfig(environment: Environment): CliConfig {
  const settings = readSettings(environment, ['ROUTER_ADMIN_PORT', 'ROUTER_ADMIN_TOKEN', 'DATA_DIR']);
  return {
    url: `http://127.0.0.1:${settings.ROUTER_ADMIN_PORT}`,
    token: settings.ROUTER_ADMIN_TOKEN,
    dataDir: settings.DATA_DIR,
  };
}

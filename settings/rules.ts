/** Rules that concern several settings at once, for the `requires` of `readSettings`. Each lists its mistakes. */
import type { Settings } from './read.ts';

type Some<Name extends keyof Settings<'NODE_ENV' | 'JWT_SECRET' | 'LOCKSTEP_TEST_SEED' | PortName>> = Partial<
  Settings<Name>
>;
type PortName = 'EXPRESS_PORT' | 'FASTIFY_PORT' | 'ROUTER_PORT' | 'ROUTER_ADMIN_PORT';

/** A secret made up at start would differ between machines, and end every session at the next deployment. */
export function requireJwtSecretInProduction(settings: Some<'NODE_ENV' | 'JWT_SECRET'>): string[] {
  const unset = 'JWT_SECRET' in settings && settings.JWT_SECRET === undefined;
  if (settings.NODE_ENV !== 'production' || !unset) return [];
  return [
    'JWT_SECRET is required when NODE_ENV=production; allowed: at least 32 bytes, for example from: openssl rand -base64 48',
  ];
}

/** Under a seed, ids and salts can be foretold: never where real people have accounts. */
export function allowSeedInTestsOnly(settings: Some<'NODE_ENV' | 'LOCKSTEP_TEST_SEED'>): string[] {
  if (settings.LOCKSTEP_TEST_SEED === undefined || settings.NODE_ENV === 'test') return [];
  return [`LOCKSTEP_TEST_SEED is set while NODE_ENV=${settings.NODE_ENV}; allowed: only when NODE_ENV=test`];
}

/** Two processes cannot listen on one port of one address. Port 0 is a free one that the system picks. */
export function requireDistinctPorts(settings: Some<PortName>): string[] {
  const names = ['EXPRESS_PORT', 'FASTIFY_PORT', 'ROUTER_PORT', 'ROUTER_ADMIN_PORT'] as const;
  const taken = new Map<number, PortName>();
  const mistakes: string[] = [];
  for (const name of names) {
    const port = settings[name];
    if (port === undefined || port === 0) continue;
    const first = taken.get(port);
    if (first !== undefined) mistakes.push(`${name}=${port} is the port of ${first}; allowed: a port of its own, or 0`);
    else taken.set(port, name);
  }
  return mistakes;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How node's HTTP server is set up: every setting that is a number, a text or a yes or no, by its name in node. */
export type HttpSettings = Readonly<Record<string, number | string | boolean>>;

/** In the server's data directory. */
export const HTTP_SETTINGS_FILE = 'http-settings.json';

/** What node does after a time, in milliseconds. */
export const TIMEOUTS = [
  'headersTimeout',
  'requestTimeout',
  'keepAliveTimeout',
  'keepAliveTimeoutBuffer',
  'timeout',
  'connectionsCheckingInterval',
] as const;

/** All that is set, not a chosen few: a setting that nobody thought of is compared too. */
export function httpSettingsOf(server: object): HttpSettings {
  return Object.fromEntries(
    Object.entries(server).filter(([name, value]) => /^[a-z]/.test(name) && SIMPLE.includes(typeof value)),
  );
}

const SIMPLE: readonly string[] = ['number', 'string', 'boolean'];

/**
 * What the probe has written down.
 * @throws {Error} where it has not
 */
export function readHttpSettings(dataDir: string): HttpSettings {
  // Written by `probe.ts` from that type.
  return JSON.parse(readFileSync(join(dataDir, HTTP_SETTINGS_FILE), 'utf8')) as HttpSettings;
}

/** In what the candidate's settings are not the baseline's, one line each; and that there are any at all. */
export function compareHttpSettings(baseline: HttpSettings, candidate: HttpSettings): string[] {
  const missing = TIMEOUTS.filter((name) => typeof baseline[name] !== 'number');
  const names = [...new Set([...Object.keys(baseline), ...Object.keys(candidate)])].sort();
  return [
    ...missing.map((name) => `${name} could not be read from the baseline`),
    ...names
      .filter((name) => baseline[name] !== candidate[name])
      .map((name) => `${name} is ${said(candidate[name])}; the baseline has ${said(baseline[name])}`),
  ];
}

function said(value: HttpSettings[string] | undefined): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

/** For NODE_OPTIONS. @param divisor by which the timeouts are shortened */
export function withProbe(divisor = 1): string {
  const probe = new URL('./probe.ts', import.meta.url);
  probe.searchParams.set('divisor', String(divisor));
  return `--import ${probe}`;
}

import { lookup } from 'node:dns/promises';
import type { Side } from '../suites/suite-result.ts';
import type { TwoServers } from './two-servers.ts';

/**
 * Why the two are one server, one line, where they are: it would be identical to itself, and a proof of that worth nothing. A proxy that chooses
 * by a header field is two, where each side is sent its own.
 */
export async function sameServer({ urls, headers }: Pick<TwoServers, 'urls' | 'headers'>): Promise<readonly string[]> {
  if (JSON.stringify(headers.baseline) !== JSON.stringify(headers.candidate)) return [];
  const [baseline, candidate] = await Promise.all([addressesOf(urls, 'baseline'), addressesOf(urls, 'candidate')]);
  const common = baseline.find((address) => candidate.includes(address));
  if (common === undefined) return [];
  return [
    `--baseline and --candidate are the same server, ${common}; allowed are two: one is always identical to itself`,
  ];
}

/** `127.0.0.1:4000`; of a host that has no address the name. */
async function addressesOf(urls: TwoServers['urls'], side: Side): Promise<readonly string[]> {
  const { hostname, port } = new URL(urls[side]);
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(host, { all: true }).catch(() => [{ address: host }]);
  return found.map(({ address }) => `${address}:${port || '80'}`);
}

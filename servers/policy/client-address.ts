import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/**
 * The address of a request's client. Where no proxy says whom it forwards for, that is whoever has the connection.
 * @param believed the address that the framework finds, believing the proxies that it trusts
 */
export function clientAddressOf({ headers, socket }: IncomingMessage, believed: () => string | undefined): string {
  return normalizeAddress(headers['x-forwarded-for'] === undefined ? socket.remoteAddress : believed());
}

/**
 * The address as logs and limits have it: without port, brackets and zone, which some proxies write along, and an IPv4 address that
 * came in over an IPv6 socket as an IPv4 address. What is no address is `unknown`: all such share their budgets.
 */
export function normalizeAddress(address: string | undefined): string {
  if (address !== undefined && isIPv4(address)) return address;
  const bare = (address ?? '')
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'unknown';
  const canonical = new SocketAddress({ address: bare, family: 'ipv6' }).address;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(canonical)?.[1] ?? canonical;
}

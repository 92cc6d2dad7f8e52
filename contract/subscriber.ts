import { isIPv6, SocketAddress } from 'node:net';

/**
 * Whom a budget or a share by address belongs to: the address, of IPv6 the /64 network, which is what one subscriber has (RFC 6177).
 * Counting single addresses would give each of them 2^64 budgets.
 */
export function subscriberOf(address: string): string {
  if (!address.includes(':') || !isIPv6(address)) return address;
  const [head = '', tail = ''] = new SocketAddress({ address, family: 'ipv6' }).address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}

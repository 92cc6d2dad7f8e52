import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';
import { subscriberOf } from '../../contract/subscriber.ts';
import { remembered } from './remembered.ts';

export interface ClientAddress {
  /** The address that speaks to this process. */
  readonly peer: string;
  /** The peer is one of the trusted proxies: what it says about its own client is believed. */
  readonly peerTrusted: boolean;
  /** The nearest address that is no trusted proxy. */
  readonly client: string;
  /** Whose share of places and memory it uses. */
  readonly subscriber: string;
}

/**
 * A function that tells whose request it is. Trust is given by the rules of the proxy-addr package, which both frameworks
 * use, so the router and the servers name the same client.
 *
 * @param trustedProxies addresses, networks and the names loopback, linklocal and uniquelocal; none are trusted if empty
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => ClientAddress {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  const peerOf = remembered((address): ClientAddress => {
    const peer = withoutMapping(address);
    return { peer, peerTrusted: isTrusted(peer, 0), client: peer, subscriber: subscriberOf(peer) };
  });
  return (request) => {
    const known = peerOf(request.socket.remoteAddress ?? '');
    if (!known.peerTrusted || request.headers['x-forwarded-for'] === undefined) return known;
    const client = withoutMapping(proxyAddr(request, isTrusted));
    return { ...known, client, subscriber: subscriberOf(client) };
  };
}

/** An IPv4 address seen through a dual-stack socket (RFC 4291, 2.5.5.2) is the same client as the bare one. */
function withoutMapping(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}

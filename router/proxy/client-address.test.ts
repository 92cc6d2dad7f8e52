import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { createClientAddress } from './client-address.ts';

function from(peer: string, forwardedFor?: string): IncomingMessage {
  const socket = { remoteAddress: peer };
  // The two members that are read of a request; proxy-addr knows the socket by its old name.
  return { socket, connection: socket, headers: { 'x-forwarded-for': forwardedFor } } as unknown as IncomingMessage;
}

test('believes nobody when no proxy is trusted', () => {
  const addressOf = createClientAddress([]);
  assert.deepEqual(addressOf(from('127.0.0.1', '192.0.2.9')), {
    peer: '127.0.0.1',
    peerTrusted: false,
    client: '127.0.0.1',
    subscriber: '127.0.0.1',
  });
});

test('takes the nearest address that is no trusted proxy', () => {
  const addressOf = createClientAddress(['loopback', '10.0.0.0/8']);
  assert.equal(addressOf(from('127.0.0.1', 'spoofed, 192.0.2.9, 10.1.2.3')).client, '192.0.2.9');
  assert.equal(addressOf(from('192.0.2.1', '198.51.100.1')).client, '192.0.2.1');
  assert.equal(addressOf(from('127.0.0.1')).client, '127.0.0.1');
});

test('knows an IPv4 client behind a dual-stack socket as the same one', () => {
  const addressOf = createClientAddress(['loopback']);
  const { peer, client } = addressOf(from('::ffff:192.0.2.1'));
  assert.deepEqual([peer, client], ['192.0.2.1', '192.0.2.1']);
  assert.ok(addressOf(from('::ffff:127.0.0.1')).peerTrusted);
});

test('counts a network of IPv6 as one, spoken to or spoken for', () => {
  const addressOf = createClientAddress(['loopback']);
  for (const request of [from('2001:db8:1:2::1'), from('::1', '2001:db8:1:2:ffff::9')])
    assert.equal(addressOf(request).subscriber, '2001:db8:1:2::/64');
});

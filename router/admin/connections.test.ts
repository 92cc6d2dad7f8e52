import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { boundConnections } from './connections.ts';

test('closes for one too many the oldest that has not shown the token', () => {
  const { open, trust, living } = start(3);
  const [first, second, third] = [open(), open(), open()];
  trust(first);
  const fourth = open();
  assert.deepEqual(living(), [first, third, fourth]);
  const fifth = open();
  assert.deepEqual(living(), [first, fourth, fifth]);
  assert.equal(second.destroyed, true);
});

test('closes the new one where all have shown it, and has room again when one has ended', async () => {
  const { open, trust, living } = start(2);
  const [first, second] = [open(), open()];
  trust(first);
  trust(second);
  assert.equal(open().destroyed, true);
  assert.deepEqual(living(), [first, second]);
  await new Promise((resolve) => first.once('close', resolve).destroy());
  const fourth = open();
  assert.deepEqual(living(), [second, fourth]);
});

/** A server to which the test hands connections, not listening. */
function start(max: number) {
  const server = createServer();
  server.removeAllListeners('connection');
  const { trust } = boundConnections(server, max);
  const opened: Socket[] = [];
  const open = (): Socket => {
    // Nothing but its end is looked at.
    const socket = new Duplex({ read() {}, write() {} }) as unknown as Socket;
    opened.push(socket);
    server.emit('connection', socket);
    return socket;
  };
  return { open, trust, living: () => opened.filter(({ destroyed }) => !destroyed) };
}

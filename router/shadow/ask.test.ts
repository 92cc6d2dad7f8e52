import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createShadowedServer } from './ask.ts';
import { SHADOW_LIMITS } from './limits.ts';

/** A server that does this on each connection, once something is asked on it. */
async function shadowed(t: TestContext, onAsked: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => {}).once('data', () => onAsked(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  const asked = createShadowedServer(`http://127.0.0.1:${port}`, SHADOW_LIMITS);
  t.after(async () => {
    await asked.close();
    server.close();
  });
  return (method = 'GET') => asked.ask({ method, target: '/', headers: ['host', 'a'], body: Buffer.alloc(0) });
}

test('ends with a server that sends interim answers without an end', async (t) => {
  const early = 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(500);
  const ask = await shadowed(t, (socket) => {
    const flood = () => socket.writable && socket.write(early, () => setImmediate(flood));
    flood();
  });
  assert.deepEqual(await ask(), { unanswered: 'bad-answer' });
});

test('does not take a connection that broke for the end of an answer', async (t) => {
  const ask = await shadowed(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\nhalf', () => setImmediate(() => socket.resetAndDestroy()));
  });
  assert.deepEqual(await ask(), { unanswered: 'reset' });
});

test('asks nothing more on a connection that answered HEAD: a body may still come', async (t) => {
  const closed: Promise<unknown>[] = [];
  const ask = await shadowed(t, (socket) => {
    closed.push(once(socket, 'close'));
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n');
  });
  for (let count = 1; count <= 2; count += 1) assert.ok('answer' in (await ask('HEAD')));
  assert.equal(closed.length, 2);
  await Promise.all(closed);
});

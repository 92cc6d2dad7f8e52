import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { listen } from '../listen.ts';
import { holdSockets, placesOf } from './sockets.ts';

test('holds an address by name on which nothing is accepted, and gives it back', async () => {
  const [held] = await holdSockets([{ name: 'clients', host: 'localhost', port: 0 }]);
  assert.ok(held);
  const [error] = await once(connect(held.port, held.host), 'error');
  assert.equal(error.code, 'ECONNREFUSED');
  assert.deepEqual(placesOf([held]), { clients: { host: held.host, port: held.port, fd: 4 } });
  held.close();
  const server = createServer();
  await listen(server, held.host, held.port);
  server.close();
});

test('says that a port is in use, and lets go of those it held already', async () => {
  const other = createServer();
  const { port: taken } = new URL(await listen(other, '127.0.0.1', 0));
  const [free] = await holdSockets([{ name: 'probe', host: '127.0.0.1', port: 0 }]);
  assert.ok(free);
  free.close();
  const specs = [
    { name: 'clients', host: '127.0.0.1', port: free.port },
    { name: 'admin', host: '127.0.0.1', port: Number(taken) },
  ];
  await assert.rejects(holdSockets(specs), {
    name: 'ListenError',
    message: `cannot listen on 127.0.0.1:${taken}: the port is in use`,
  });
  const server = createServer();
  await listen(server, '127.0.0.1', free.port);
  server.close();
  other.close();
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { listen } from './listen.ts';
import { refuseOutsideFrameworks } from './policy/http-server.ts';
import { drain, keepConnections } from './shutdown.ts';

const CONNECT = 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n';

/** A server, and a client that says something and then stays, whatever the server does. */
async function stay(text: string): Promise<{ readonly server: Server; readonly client: Socket }> {
  const server = refuseOutsideFrameworks(
    createServer(() => {}),
    [],
  );
  keepConnections(server);
  const { port } = new URL(await listen(server, '127.0.0.1', 0));
  const client = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => {}).write(text);
  return { server, client };
}

function leave(server: Server, client: Socket): void {
  client.destroy();
  server.closeAllConnections();
  server.close();
}

const countOf = (server: Server) =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });

test('a client that stays after CONNECT holds its connection for a while, not for ever', {
  timeout: 10_000,
}, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { server, client } = await stay(CONNECT);
  try {
    client.resume();
    await once(client, 'end');
    assert.equal(await countOf(server), 1, 'what is on its way is still read');
    t.mock.timers.tick(5000);
    server.close();
    await once(server, 'close');
  } finally {
    leave(server, client);
  }
});

for (const [what, text] of [
  ['after CONNECT', CONNECT],
  ['after CONNECT behind a request that is never answered', `GET / HTTP/1.1\r\nHost: a\r\n\r\n${CONNECT}`],
  ['within a request that is never answered', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
] as const) {
  test(`a server ends in its time, also with a client that stays ${what}`, { timeout: 10_000 }, async () => {
    const { server, client } = await stay(text);
    try {
      client.resume();
      await once(server, text.endsWith(CONNECT) ? 'connect' : 'request');
      assert.equal(await drain(server, 20), false);
      // A turn for what was destroyed to be gone.
      await setImmediate();
      assert.equal(await countOf(server), 0);
    } finally {
      leave(server, client);
    }
  });
}

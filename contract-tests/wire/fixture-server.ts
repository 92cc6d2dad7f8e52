import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A server of bytes for one test: `serve` is called for each connection with its number, from 1. */
export async function startBytes(t: TestContext, serve: (socket: Socket, connection: number) => void): Promise<string> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    // A client that has gone is no matter of the test's.
    socket.on('error', () => socket.destroy());
    connections += 1;
    serve(socket, connections);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers each piece of bytes that arrives with these. */
export function replying(text: string): (socket: Socket) => void {
  return (socket) => socket.on('data', () => socket.write(text, 'latin1'));
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

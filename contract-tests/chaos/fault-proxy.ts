import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Plant } from '../power/proxy/plant.ts';
import { join } from '../power/proxy/proxy.ts';

/** What the candidate's answers are changed to at the moment; `undefined`: they pass as they are. */
export type Mode = NonNullable<Plant['answer']> | undefined;

/** Stands between the router and the candidate: one connection of the router is one to the candidate. */
export interface FaultProxy {
  readonly url: string;
  set(mode: Mode): void;
  /**
   * New connections are refused by the kernel, as they are where a process has gone; those that are open are the candidate's to end.
   * Without this a router that connects would be told too late, and by a reset, that nobody is there.
   */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  stop(): Promise<void>;
}

/** @param target `http://host:port`, which the candidate keeps over all its restarts */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let mode: Mode;
  let server: Server | undefined;
  let ownPort = 0;

  const pass = (client: Socket) => {
    const upstream = connect({ host: hostname, port: Number(targetPort), allowHalfOpen: true, noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    join(client, upstream, { answer: (answer, exchange) => (mode === undefined ? answer : mode(answer, exchange)) });
  };
  const accept = async () => {
    if (server !== undefined) return;
    server = createServer({ allowHalfOpen: true, noDelay: true }, pass).listen(ownPort, '127.0.0.1');
    await once(server, 'listening');
    // A server that listens on a port has such an address.
    ownPort = (server.address() as AddressInfo).port;
  };
  const refuse = () => {
    // Its socket is closed at once; the event comes only when the last connection has ended.
    server?.close();
    server = undefined;
    return new Promise<void>((resolve) => setImmediate(resolve));
  };

  await accept();
  return {
    url: `http://127.0.0.1:${ownPort}`,
    set: (next) => {
      mode = next;
    },
    refuse,
    accept,
    async stop() {
      await refuse();
      for (const socket of sockets) socket.destroy();
    },
  };
}

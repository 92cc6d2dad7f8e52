import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { AnswerStream, type Deed } from './answer-stream.ts';
import { createCaseMark } from './case-mark.ts';
import type { Plant } from './plant.ts';
import { RequestStream } from './request-stream.ts';

export interface RunningProxy {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ProxyOptions {
  readonly plant?: Plant;
  /** Put before the name of each test case; see `case-mark.ts`. */
  readonly caseMark?: string;
}

/**
 * A server that is `target`, but for what is planted. One connection of a client is one connection to the target: bytes, half-closes,
 * closes and resets go on as they come, so that without a plant nobody can tell that it is there.
 */
export async function startProxy(
  target: string,
  { plant = {}, caseMark = '' }: ProxyOptions = {},
): Promise<RunningProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    join(client, upstream, plant, createCaseMark(caseMark));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has such an address.
  const { port: ownPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${ownPort}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Makes two connections one, but for what is planted. */
export function join(client: Socket, upstream: Socket, plant: Plant, mark = (chunk: Buffer) => chunk): void {
  const answers = new AnswerStream(plant, performer(client, upstream));
  const requests = new RequestStream({
    plant,
    write: (bytes) => afterReading(() => send(bytes, upstream, client)),
    onRequest: (exchange) => answers.expect(exchange),
  });
  client.on('data', (chunk: Buffer) => requests.push(mark(chunk)));
  client.on('end', () => {
    requests.flush();
    afterReading(() => upstream.end());
  });
  client.on('error', () => afterReading(() => upstream.resetAndDestroy()));
  client.on('close', () => afterReading(() => upstream.destroy()));
  upstream.on('data', (chunk: Buffer) => answers.push(chunk));
  upstream.on('end', () => answers.end(true));
  upstream.on('error', () => answers.end(false));
}

/**
 * What is done to the target waits until all that has come from it was read: a write to a server that has refused the request and
 * gone fails, and would take the refusal with it.
 */
function afterReading(act: () => void): void {
  setImmediate(act);
}

/** Does to the client what it is told, one after the other. */
function performer(client: Socket, upstream: Socket): (deed: Deed) => void {
  let isWaiting = false;
  const waiting: Deed[] = [];
  const perform = (deed: Deed): void => {
    if (isWaiting) {
      waiting.push(deed);
      return;
    }
    switch (deed.kind) {
      case 'write':
        if (deed.bytes.length > 0) send(deed.bytes, client, upstream);
        return;
      case 'wait':
        isWaiting = true;
        void wait(deed.ms).then(() => {
          isWaiting = false;
          for (const next of waiting.splice(0)) perform(next);
        });
        return;
      case 'close':
        client.end();
        return;
      case 'reset':
        client.resetAndDestroy();
    }
  };
  return perform;
}

/** Writes, and lets the other side wait where this one does not read. */
function send(bytes: Buffer, to: Socket, from: Socket): void {
  if (!to.writable || to.write(bytes) || from.isPaused()) return;
  from.pause();
  to.once('drain', () => from.resume());
}

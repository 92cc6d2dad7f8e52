import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer on its way through the proxy, names of header fields in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** What the proxy does to each answer; `undefined` breaks the connection off instead. */
export type Plant = (answer: Answer) => Answer | undefined;

export interface FaultyProxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server that answers as `target` does, but for one planted fault. */
export async function startFaultyProxy(target: string, plant: Plant): Promise<FaultyProxy> {
  const server = createServer((request, response) => {
    const onward = forward(new URL(request.url ?? '/', target), { method: request.method, headers: request.headers });
    onward.on('response', (answer) => relay(answer, response, plant)).on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function relay(incoming: IncomingMessage, response: ServerResponse, plant: Plant): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = incoming.headersDistinct;
  const singles = Object.entries(headers).map(([name, values = []]) => [
    name,
    values.length === 1 ? values[0] : values,
  ]);
  const answer = plant({
    status: incoming.statusCode ?? 0,
    headers: Object.fromEntries(singles) as Answer['headers'],
    body: Buffer.concat(chunks).toString('utf8'),
  });
  if (answer === undefined) {
    response.destroy();
    return;
  }
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  response.writeHead(answer.status).end(answer.body);
}

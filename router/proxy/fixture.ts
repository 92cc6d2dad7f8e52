/** What the tests put around a router: two servers, a client that writes bytes, and small limits. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { deriveOperations, type Operation } from '../../contract/operations.ts';
import { listen } from '../listen.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Observation } from './observe.ts';
import { createProxy, type ProxyOptions, type ReverseProxy } from './proxy.ts';

export const OPERATIONS: readonly Operation[] = deriveOperations({
  openapi: '3.0.3',
  info: { title: 'fixture', version: '1' },
  paths: {
    '/things': { get: { operationId: 'listThings' }, post: { operationId: 'addThing' } },
    '/things/{id}': { get: { operationId: 'getThing' }, put: { operationId: 'putThing' } },
    '/stream': { get: { operationId: 'stream' } },
  },
});

export type LimitChanges = { [Side in 'upstream' | 'client']?: Partial<Limits[Side]> } & Partial<
  Omit<Limits, 'upstream' | 'client'>
>;

export function limitsWith({ upstream, client, ...rest }: LimitChanges): Limits {
  return { ...LIMITS, ...rest, upstream: { ...LIMITS.upstream, ...upstream }, client: { ...LIMITS.client, ...client } };
}

/** A server on a free port, closed with the test. */
export async function startUpstream(
  test: TestContext,
  listener: RequestListener,
): Promise<{ server: Server; url: string }> {
  const server = createServer({ keepAliveTimeout: 72_000, maxHeaderSize: 17_408 }, listener);
  const url = await listen(server, '127.0.0.1', 0);
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { server, url };
}

/** An upstream that says who it is. */
export function saying(name: string): RequestListener {
  return (request, response) => {
    request.resume().on('end', () => response.end(name));
  };
}

/** Small bodies are not waited for either, as large ones are not. */
export const STREAMING: LimitChanges = { gathering: { bodyBytes: 0, allBytes: 0 } };

/** A URL on which nothing listens. */
export async function unusedUrl(): Promise<string> {
  const server = createServer();
  const url = await listen(server, '127.0.0.1', 0);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

export interface StartedProxy {
  readonly router: ReverseProxy;
  readonly url: string;
  readonly observations: Observation[];
  /** The next observation of that kind, or the first one there is already. */
  observed<Kind extends Observation['kind']>(kind: Kind, count?: number): Promise<Extract<Observation, { kind: Kind }>>;
}

export interface ProxyChanges extends Partial<Omit<ProxyOptions, 'admit' | 'limits' | 'upstreams'>> {
  readonly express: string;
  readonly fastify: string;
  readonly percentage?: number | (() => number);
  readonly limits?: LimitChanges;
}

/** A listening router, closed with the test; its traffic goes to Fastify unless the test says otherwise. */
export async function startProxy(test: TestContext, changes: ProxyChanges): Promise<StartedProxy> {
  const { express, fastify, percentage = 100, limits = {}, ...rest } = changes;
  const observations: Observation[] = [];
  const waiting: { kind: string; count: number; resolve: (observation: Observation) => void }[] = [];
  const settle = () => {
    for (const entry of waiting) {
      const found = observations.filter(({ kind }) => kind === entry.kind)[entry.count - 1];
      if (found !== undefined) entry.resolve(found);
    }
  };
  const router = createProxy({
    operations: OPERATIONS,
    upstreams: { express, fastify },
    admit: () => ({ percentage: typeof percentage === 'number' ? percentage : percentage() }),
    rollbackOnError: true,
    stickyKey: { from: 'header', name: 'x-user' },
    stickySalt: 'test',
    trustedProxies: [],
    limits: limitsWith(limits),
    observe: (observation) => {
      observations.push(observation);
      settle();
    },
    ...rest,
  });
  const url = await listen(router.server, '127.0.0.1', 0);
  test.after(() => router.close(0));
  return {
    router,
    url,
    observations,
    observed: (kind, count = 1) =>
      new Promise((resolve) => {
        // The kind was compared, so the observation has that kind's type.
        waiting.push({ kind, count, resolve: resolve as (observation: Observation) => void });
        settle();
      }),
  };
}

/** A connection on which a test writes and reads bytes, as Latin-1 text. */
export class Wire {
  readonly socket: Socket;
  text = '';
  ended = false;
  error: NodeJS.ErrnoException | undefined;
  #changed = Promise.withResolvers<void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.#note(() => (this.text += chunk.toString('latin1'))));
    socket.on('end', () => this.#note(() => (this.ended = true)));
    socket.on('error', (error) => this.#note(() => (this.error = error)));
    socket.on('close', () => this.#note(() => (this.ended = true)));
  }

  static open(test: TestContext, url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }, () =>
        resolve(new Wire(socket)),
      );
      socket.once('error', reject);
      test.after(() => socket.destroy());
    });
  }

  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }

  /** Waits until what has arrived fits. */
  async until(fits: string | RegExp | ((text: string) => boolean), withinMs = 5_000): Promise<string> {
    const holds = () =>
      typeof fits === 'function'
        ? fits(this.text)
        : typeof fits === 'string'
          ? this.text.includes(fits)
          : fits.test(this.text);
    const limit = after(withinMs, 'late' as const, { ref: false });
    while (!holds()) {
      if (this.ended) throw new Error(`the connection ended with ${JSON.stringify(this.text)}`);
      if ((await Promise.race([this.#changed.promise, limit])) === 'late') {
        throw new Error(`waited for ${fits} in ${JSON.stringify(this.text)}`);
      }
    }
    return this.text;
  }

  /** Waits for the connection's end. */
  async end(withinMs = 5_000): Promise<string> {
    const limit = after(withinMs, 'late' as const, { ref: false });
    while (!this.ended) {
      if ((await Promise.race([this.#changed.promise, limit])) === 'late') {
        throw new Error(`still open after ${JSON.stringify(this.text)}`);
      }
    }
    return this.text;
  }

  #note(change: () => void): void {
    change();
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** Sends one request and reads to the connection's end. */
export async function exchange(test: TestContext, url: string, text: string): Promise<string> {
  const wire = await Wire.open(test, url);
  return wire.send(text).end();
}

export interface RawUpstream {
  readonly url: string;
  /** Each request as it came, as Latin-1 text. */
  readonly requests: string[];
  /** Connections accepted so far, the closed ones too. */
  readonly sockets: Socket[];
}

/** A server that answers whole requests with the bytes it is told to; with none where that is undefined. */
export async function startRawUpstream(
  test: TestContext,
  answer: (request: string, socket: Socket) => string | undefined,
): Promise<RawUpstream> {
  const requests: string[] = [];
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    let pending = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      for (let length = lengthOfRequest(pending); length !== undefined; length = lengthOfRequest(pending)) {
        const request = pending.slice(0, length);
        pending = pending.slice(length);
        requests.push(request);
        const bytes = answer(request, socket);
        if (bytes !== undefined) socket.write(bytes, 'latin1');
      }
    });
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  test.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, sockets };
}

/** Length of the first whole request in the text. */
function lengthOfRequest(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n') + 4;
  if (head === 3) return undefined;
  if (/^transfer-encoding: chunked/im.test(text.slice(0, head))) {
    const end = text.indexOf('\r\n0\r\n\r\n', head - 2);
    return end === -1 ? undefined : end + 7;
  }
  const length = head + Number(/^content-length: (\d+)/im.exec(text.slice(0, head))?.[1] ?? 0);
  return text.length < length ? undefined : length;
}

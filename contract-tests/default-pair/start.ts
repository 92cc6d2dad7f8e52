import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Contract } from '../../contract/document.ts';
import { createDefaultExpress } from './express.ts';
import { createDefaultFastify } from './fastify.ts';
import type { DefaultPairOptions } from './options.ts';

/** Both servers in this process, on free ports. */
export interface DefaultPair {
  readonly urls: Readonly<Record<'express' | 'fastify', string>>;
  readonly servers: Readonly<Record<'express' | 'fastify', Server>>;
  /** Begins what each framework's documentation calls a graceful end; resolves when it is over. */
  end(): Promise<void>;
  /** Ends both at once. */
  stop(): Promise<void>;
}

export async function startDefaultPair(contract: Contract, options: DefaultPairOptions): Promise<DefaultPair> {
  const express = createServer(createDefaultExpress(contract, options)).listen(0, '127.0.0.1');
  await once(express, 'listening');
  const app = await createDefaultFastify(contract, options);
  const fastifyUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  const servers = { express, fastify: app.server };
  const end = async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    express.close(() => resolve());
    await Promise.all([closed, app.close()]);
  };
  return {
    // A server that listens on an address has one.
    urls: { express: `http://127.0.0.1:${(express.address() as AddressInfo).port}`, fastify: fastifyUrl },
    servers,
    end,
    stop: async () => {
      const ended = end();
      for (const server of Object.values(servers)) server.closeAllConnections();
      await ended;
    },
  };
}

/**
 * The peers, each as its own documentation sets it up for production, with what makes it fastest there: connections to the backend
 * kept alive. None writes a log line per request, as none does by default.
 */
import { Agent, createServer, type Server } from 'node:http';
import fastifyHttpProxy from '@fastify/http-proxy';
import express from 'express';
import { fastify } from 'fastify';
import { createProxyServer as createHttpProxy3 } from 'http-proxy-3';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { createProxyServer as createHttpxy } from 'httpxy';
import { createBareUndici } from './bare-undici.ts';

/** @param backend `scheme://host:port` */
export type CreatePeer = (backend: string) => Server | Promise<Server>;

export const PEERS: ReadonlyMap<string, CreatePeer> = new Map<string, CreatePeer>([
  ['http-proxy-middleware', httpProxyMiddleware],
  ['http-proxy-3', httpProxy3],
  ['httpxy', httpxy],
  ['@fastify/http-proxy', fastifyProxy],
  ['bare-undici', createBareUndici],
]);

function httpProxyMiddleware(target: string): Server {
  const app = express();
  app.disable('x-powered-by');
  app.use(createProxyMiddleware({ target, agent: keepAlive() }));
  return createServer(app);
}

function httpProxy3(target: string): Server {
  const proxy = createHttpProxy3({ target, agent: keepAlive() });
  proxy.on('error', (_error, _request, response) => response.destroy());
  return createServer((request, response) => proxy.web(request, response));
}

function httpxy(target: string): Server {
  const proxy = createHttpxy({ target, agent: keepAlive() });
  return createServer((request, response) => {
    proxy.web(request, response).catch(() => response.destroy());
  });
}

async function fastifyProxy(upstream: string): Promise<Server> {
  const app = fastify();
  await app.register(fastifyHttpProxy, { upstream });
  await app.ready();
  return app.server;
}

function keepAlive(): Agent {
  return new Agent({ keepAlive: true });
}

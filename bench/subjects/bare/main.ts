/** A framework's floor: the least that an application on it can be. `main.ts express|fastify <file of answers>` */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Fastify from 'fastify';
import type { KnownAnswer } from './known-answer.ts';

const [framework = '', file = ''] = process.argv.slice(2);
// The benchmark has written it, in this form.
const answers = JSON.parse(readFileSync(file, 'utf8')) as readonly KnownAnswer[];
const makers: Readonly<Record<string, () => Promise<Server>>> = { express: bareExpress, fastify: bareFastify };
const make = makers[framework];
if (make === undefined) throw new Error(`"${framework}" is no framework; there are: ${Object.keys(makers).join(', ')}`);
const server = await make();
server.keepAliveTimeout = 72_000;
server.listen({ host: '127.0.0.1', port: 0 }, () => {
  // Listening on a port, it has an address.
  const { port } = server.address() as AddressInfo;
  process.send?.({ kind: 'listening', url: `http://127.0.0.1:${port}` });
});
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));

async function bareExpress(): Promise<Server> {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(express.json());
  for (const { method, path, status, headers, body } of answers) {
    app[method](path, (_request, response) => {
      response.status(status).set(headers).send(body);
    });
  }
  return createServer(app);
}

async function bareFastify(): Promise<Server> {
  const app = Fastify();
  for (const { method, path, status, headers, body } of answers) {
    app.route({
      method,
      url: path,
      handler: async (_request, reply) => reply.code(status).headers(headers).send(body),
    });
  }
  await app.ready();
  return app.server;
}

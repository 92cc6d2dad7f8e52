import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import Fastify, { type FastifyRequest } from 'fastify';
import openapiGlue from 'fastify-openapi-glue';
import { loadContract } from '../../contract/document.ts';
import { answerError, CONSTANT_FIELDS, type OnFault } from './answer-error.ts';
import { refuseUnreadable } from './client-error.ts';
import { boundConnections } from './connections.ts';
import type { Control } from './control.ts';
import { createEventStreams, type EventLimits, type EventStreams } from './events.ts';
import type { MetricsText } from './handlers.ts';
import { takeJsonBodies } from './json-body.ts';
import { requireLoopbackHost } from './loopback-host.ts';
import { refuseUnknown } from './refuse.ts';
import { createRoutes } from './routes.ts';
import { requireToken } from './token.ts';
import { createCompiler } from './validation.ts';

export interface AdminOptions {
  readonly control: Control;
  readonly token: string;
  readonly metrics: MetricsText;
  readonly onFault: OnFault;
  readonly eventLimits?: EventLimits;
}

export interface AdminServer {
  /** Not listening yet; to be bound to the loopback address. */
  readonly server: Server;
  /** Takes no new connections, ends the event streams, lets answers end for a second. */
  close(): Promise<void>;
}

export const ADMIN_CONTRACT = new URL('../admin.openapi.yaml', import.meta.url);

const REQUEST_TIMEOUT_MS = 10_000;
/** Whoever calls from this machine has said its head in far less. */
const HEAD_TIMEOUT_MS = 2_000;
const CLOSE_AFTER_MS = 1_000;
const MAX_CONNECTIONS = 128;

/** The admin API: fastify-openapi-glue makes its routes and the validation of requests from `admin.openapi.yaml`. */
export async function createAdminServer(options: AdminOptions): Promise<AdminServer> {
  const { control, metrics, onFault } = options;
  const contract = loadContract(ADMIN_CONTRACT);
  const streams = createEventStreams(control, options.eventLimits);
  const app = Fastify({
    genReqId: () => randomUUID(),
    bodyLimit: Math.max(...contract.operations.map(({ maxBodyBytes }) => maxBodyBytes)),
    requestTimeout: REQUEST_TIMEOUT_MS,
    // That Host is there is checked with what it says.
    http: { headersTimeout: HEAD_TIMEOUT_MS, connectionsCheckingInterval: 1_000, requireHostHeader: false },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => answerError(error, request, reply, onFault),
    clientErrorHandler: refuseUnreadable,
  });
  const connections = boundConnections(app.server, MAX_CONNECTIONS);
  takeJsonBodies(app);
  const compile = createCompiler();
  app.setValidatorCompiler<object>(({ schema, httpPart }) => compile(schema, httpPart));
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, onFault));
  app.addHook('onRequest', async ({ raw, id }, reply) => {
    reply.headers({ ...CONSTANT_FIELDS, 'x-request-id': id });
    requireLoopbackHost(raw.headersDistinct.host);
  });
  refuseUnknown(app, contract);
  const authenticate = requireToken(options.token);
  await app.register(openapiGlue, {
    specification: contract.document,
    securityHandlers: {
      token: async ({ headers, raw }: FastifyRequest) => {
        authenticate(headers.authorization);
        connections.trust(raw.socket);
      },
    },
    operationResolver: createRoutes(control, metrics, streams),
  });
  await app.ready();
  return { server: app.server, close: () => close(app.server, streams) };
}

async function close(server: Server, streams: EventStreams): Promise<void> {
  streams.close();
  const closed = new Promise((resolve) => server.close(resolve));
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_AFTER_MS);
  await closed;
  clearTimeout(timer);
}

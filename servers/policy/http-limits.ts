import type { ServerOptions } from 'node:http';
import { LockstepResponse } from './response-head.ts';

/**
 * Settings of the HTTP server under both frameworks, all stated: their own defaults differ.
 * `maxHeaderSize`: node's own 16 KiB for what a client sends, and 1 KiB for what the router adds to it.
 * The router keeps idle connections for 30 s, less than `keepAliveTimeout`, so that it never sends on one that is closing.
 */
export const HTTP_LIMITS = {
  ServerResponse: LockstepResponse,
  keepAliveTimeout: 72_000,
  headersTimeout: 30_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 17_408,
  requireHostHeader: true,
  joinDuplicateHeaders: false,
} as const satisfies ServerOptions<typeof import('node:http').IncomingMessage, typeof LockstepResponse>;

/** What the tests put around a shadow: a router before two servers, and a way to wait for looks. */
import type { TestContext } from 'node:test';
import { deriveOperations, type OpenApiDocument } from '../../contract/operations.ts';
import { startProxy } from '../proxy/fixture.ts';
import { SHADOW_LIMITS, type ShadowLimits } from './limits.ts';
import type { Result } from './look.ts';
import { createShadow, type Shadow, type ShadowOptions } from './shadow.ts';

export const DOCUMENT: OpenApiDocument = {
  openapi: '3.0.3',
  info: { title: 'fixture', version: '1' },
  paths: {
    '/things': { get: { operationId: 'listThings' }, post: { operationId: 'addThing' } },
    '/check': { post: { operationId: 'check', 'x-safe': true } },
  },
  components: { securitySchemes: { device: { type: 'apiKey', in: 'header', name: 'X-Device' } } },
};

export const REPLAY_TOKEN = 'replay-token-of-the-test';

export interface ShadowChanges extends Partial<Omit<ShadowOptions, 'limits' | 'upstreams'>> {
  readonly express: string;
  readonly fastify: string;
  /** Of the clients, those that go to Fastify; default 0. */
  readonly share?: number;
  readonly limits?: Partial<ShadowLimits>;
}

export interface Shadowed {
  readonly url: string;
  readonly shadow: Shadow;
  /** Settles when so many answers have left, so that what is mirrored of them waits already. */
  answered(count: number): Promise<unknown>;
  /** The results of so many looks. */
  results(count: number): Promise<Result['kind'][]>;
}

/** A router that mirrors everything that may be mirrored, unless the test says otherwise. */
export async function startShadowed(t: TestContext, changes: ShadowChanges): Promise<Shadowed> {
  const { express, fastify, share = 0, limits, ...rest } = changes;
  const kinds: Result['kind'][] = [];
  let onKind = () => {};
  const shadow = createShadow({
    document: DOCUMENT,
    percentage: 100,
    upstreams: { express, fastify },
    replayToken: REPLAY_TOKEN,
    available: () => true,
    limits: { ...SHADOW_LIMITS, ...limits },
    onResult: (_, kind) => {
      kinds.push(kind);
      onKind();
    },
    onFault: (error) => {
      throw error;
    },
    ...rest,
  });
  t.after(() => shadow.close());
  const operations = deriveOperations(DOCUMENT);
  const proxy = { express, fastify, percentage: share, operations, capture: shadow.capture };
  const { url, observed } = await startProxy(t, proxy);
  return {
    url,
    shadow,
    answered: (count) => observed('answer', count),
    results: (count) =>
      new Promise((resolve) => {
        onKind = () => {
          if (kinds.length >= count) resolve([...kinds]);
        };
        onKind();
      }),
  };
}
